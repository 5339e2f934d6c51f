package rates

import (
	"context"

	"streamspark/internal/outbound"
	"streamspark/internal/provider"
)

const group = "rates" // of the keys of all providers here

// CBRDescriptor declares the Central Bank of Russia.
func CBRDescriptor() provider.Descriptor {
	return describe("cbr", "cbr_url", cbrAddress, "/cbr", nil, func(c *outbound.Client, v provider.Values) Provider {
		return CBR(c, v.Text("cbr_url"))
	})
}

// OpenERAPIDescriptor declares open.er-api.com.
func OpenERAPIDescriptor() provider.Descriptor {
	return describe("open_er_api", "open_er_api_url", openAddress, "/er", nil, func(c *outbound.Client, v provider.Values) Provider {
		return OpenERAPI(c, v.Text("open_er_api_url"))
	})
}

// ExchangeRateAPIDescriptor declares exchangerate-api.com, which is asked
// first where there is a key for it.
func ExchangeRateAPIDescriptor() provider.Descriptor {
	key := provider.Key{Name: "api_key", Type: provider.Token, SentTo: "exchangerate_api_url", Env: []string{"EXCHANGE_RATE_API_KEY"}, AtStart: true}
	return describe("exchangerate_api", "exchangerate_api_url", v4Address, "/exchangerate", []provider.Key{key}, func(c *outbound.Client, v provider.Values) Provider {
		return ExchangeRateAPI(c, v.Text("exchangerate_api_url"), v.Secret("api_key").Reveal())
	})
}

func describe(id, address, own, standIn string, keys []provider.Key, of func(*outbound.Client, provider.Values) Provider) provider.Descriptor {
	return provider.Descriptor{
		ID: id, Kind: provider.KindRates, Group: group,
		Keys:    append(keys, provider.Key{Name: address, Type: provider.Address, Default: own}),
		StandIn: map[string]string{address: standIn},
		Rates: func(s provider.Setup) provider.RateLoader {
			return func(ctx context.Context) (provider.RateTable, error) {
				t, err := of(s.Client, s.Values).Load(ctx)
				return provider.RateTable(t), err
			}
		},
	}
}

// named is a Provider of a function.
type named struct {
	id   string
	load provider.RateLoader
}

// Named returns a Provider that loads its table by a function.
func Named(id string, load provider.RateLoader) Provider { return named{id, load} }

func (n named) Name() string { return n.id }

func (n named) Load(ctx context.Context) (Table, error) {
	t, err := n.load(ctx)
	return Table(t), err
}
