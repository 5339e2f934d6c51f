package web

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"streamspark/internal/web/api"
)

func lookContract() []exchange {
	put, prompt := "PUT /api/look", "POST /api/prompt"
	shape := "{look:{accent_color:string,alert_place:string,alert_seconds:string,alert_text:string,aspect_ratio:string,audio:bool,card_color:string,duration:string,entrance:string,font:string,negative_prompt:string,radius:string," +
		"resolution:string,review:string,scene_words:string,show_place:string,sound:string,sound_volume:string,system_prompt:string,text_color:string,theme:string,volume:string},success:bool,themes:[string]}"
	promptShape := "{amount_rub:string,audio:bool,duration:string,generator:string,model:string,negative_prompt:string,price_usd:string," +
		"prompt:string,resolution:string,scene:bool,success:bool,tier:number,tier_name:string,why:string}"
	saves := func(name, body string, want map[string]string) exchange {
		return exchange{name: name, route: put, body: body, status: 200, shape: shape, then: func(t *testing.T, w *world) {
			if saved := w.Settings.Saved(); !maps.Equal(saved, want) {
				t.Errorf("saved %v, want %v", saved, want)
			}
		}}
	}
	table := []exchange{
		{name: "good", route: "GET /api/look", status: 200, shape: shape, says: `"themes":["spark","neon"]`},
		saves("one", `{"theme":"spark"}`, map[string]string{"overlay.theme": "spark"}),
		saves("several", `{"volume":0.5,"alert_text":" {donor}! ","audio":false,"duration":"4s","system_prompt":""}`, map[string]string{
			"overlay.volume": "0.5", "overlay.alert_text": "{donor}!", "generation.audio": "false", "generation.duration": "4s", "generation.system_prompt": "",
		}),
		saves("words", `{"scene_words":"zebr*: cat 🦓\nрыб*: arcade"}`, map[string]string{"overlay.scene_words": "zebr*: cat 🦓\nрыб*: arcade"}),
		{name: "words for no scene", route: put, body: `{"scene_words":"zebr*: cat\nfish: dog"}`, status: 400, says: "Line 2: there is no scene dog; there are arcade, "},
		saves("places and colors", `{"alert_place":"60 5 35 30","show_place":"","accent_color":"#ff0000","radius":"8","entrance":"pop"}`, map[string]string{
			"overlay.alert_place": "60 5 35 30", "overlay.show_place": "", "overlay.accent_color": "#ff0000", "overlay.radius": "8", "overlay.entrance": "pop",
		}),
		saves("tiers too", `{"volume":1,"tiers":[{"min_rub":5}]}`, map[string]string{"overlay.volume": "1", "tiers": `[{"min_rub":"5"}]`}),
		{name: "tiers that are wrong", route: put, body: `{"theme":"neon","tiers":[{"min_rub":5},{"min_rub":9,"theme":"none"}]}`, status: 400, says: `"field":"tiers[1].theme"`, then: func(t *testing.T, w *world) {
			if saved := w.Settings.Saved(); len(saved) > 0 {
				t.Errorf("half of it is saved: %v", saved)
			}
		}},
		{name: "off the screen", route: put, body: `{"theme":"neon","show_place":"60 5 41 30"}`, status: 400, says: `"field":"show_place"`},
		{name: "no color", route: put, body: `{"card_color":"red;}"}`, status: 400, says: `"field":"card_color"`},
		{name: "strange theme", route: put, body: `{"theme":"../x"}`, status: 400, says: "There is no theme of that name; there are spark, neon."},
		{name: "the template", route: put, body: `{"theme":"template"}`, status: 400, says: "theme"},
		{
			name: "refused", route: put, body: `{"duration":"99s"}`, status: 400, says: "config.out_of_range",
		},

		{name: "good", route: prompt, body: `{"donor":"viewer","amount":1500,"message":"Hi \"all\""}`, status: 200, shape: promptShape, says: `\"viewer\"`},
		{
			name: "no clip", route: prompt, body: `{"amount":"20.5","currency":"XXX"}`, status: 200, says: `"why":"no usable rate for XXX`,
			shape: strings.NewReplacer("amount_rub:string", "amount_rub:null", "tier:number", "tier:null").Replace(promptShape),
			then: func(t *testing.T, w *world) {
				if totals, err := w.Store.Totals(t.Context()); err != nil || totals.Donations != 0 {
					t.Errorf("it was recorded: %+v, %v", totals, err)
				}
			},
		},
		{name: "page", route: "POST /look/prompt", body: `{"donor":"<b>v","amount":1500}`, status: 200, says: "&#34;&lt;b&gt;v&#34;"},
		{name: "page, typing", route: "POST /look/prompt", body: `{"amount":""}`, status: 200, says: `data-tone="bad"`},
		{name: "page, in Russian", route: "POST /look/prompt", body: `{"amount":5,"currency":"XXX"}`, headers: []string{"Accept-Language", "ru"}, status: 200, says: "Нет"},
		{name: "page, no JSON", route: "POST /look/prompt", body: `amount=5`, headers: []string{"Content-Type", "text/plain"}, status: 415},
	}
	for body, says := range map[string]string{
		`{}`: "Name at least one field", `{"look":1}`: "Name at least one field", `{"theme":5}`: "theme must be a text", `{"audio":"yes"}`: "audio",
		`{"alert_text":"` + strings.Repeat("я", 201) + `"}`: "alert_text is too long", `{"volume":true}`: "volume must be a number",
	} {
		table = append(table, exchange{name: body[:min(len(body), 30)], route: put, body: body, status: 400, says: says})
	}
	for body, says := range map[string]string{
		`{}`: "amount is missing", `{"amount":-1}`: "amount", `{"amount":5,"currency":"roubles"}`: "currency", `{"amount":5,"donor":5}`: "donor",
		`{"amount":5,"message":"` + strings.Repeat("я", 4001) + `"}`: "message is too long",
	} {
		table = append(table, exchange{name: body[:min(len(body), 30)], route: prompt, body: body, status: 400, says: says})
	}
	return table
}

func TestTheStreamersOwnThemesAreServedWithCare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Themes["mine.css"] = &fstest.MapFile{Data: []byte(":root { --ink: #123; }")}
	w.Themes["neon.css"] = &fstest.MapFile{Data: []byte(":root { --ink: #456; }")}
	w.Themes["template.css"] = &fstest.MapFile{Data: []byte("mine too")}
	w.Themes["large.css"] = &fstest.MapFile{Data: make([]byte, api.MaxTheme+1)}
	w.Themes["Capital.css"] = &fstest.MapFile{Data: []byte("x")}
	w.Themes["two words.css"] = &fstest.MapFile{Data: []byte("x")}
	w.Themes["notes.txt"] = &fstest.MapFile{Data: []byte("secret")}
	w.Themes["folder.css/a.css"] = &fstest.MapFile{Data: []byte("x")}
	for path, want := range map[string]string{
		"mine.css": "#123", "neon.css": "#456", "spark.css": "#fff", "template.css": ":root {}",
		"large.css": "", "Capital.css": "", "two%20words.css": "", "notes.txt": "", "folder.css": "", "folder.css/a.css": "", "nothing.css": "",
		"..%2fmine.css": "", "%2e%2e/mine.css": "", "mine": "",
	} {
		a := w.ask(http.MethodGet, "/widget/themes/"+path, "")
		if (a.StatusCode == http.StatusOK) != (want != "") || want != "" && !strings.Contains(a.Text, want) {
			t.Errorf("%s is %d %q, want %q", path, a.StatusCode, a.Text, want)
		}
		if want != "" && a.Header.Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s is sent as %s", path, a.Header.Get("Content-Type"))
		}
	}
	if a := w.ask(http.MethodGet, "/api/look", ""); !strings.Contains(a.Text, `"themes":["spark","mine","neon"]`) {
		t.Errorf("the themes are %s", a.Text)
	}
	if a := w.ask(http.MethodPut, "/api/look", `{"theme":"mine"}`); a.StatusCode != http.StatusOK || w.Settings.Saved()["overlay.theme"] != "mine" {
		t.Errorf("an own theme is not taken: %d %s", a.StatusCode, a.Text)
	}
}

func TestTheLookPageShowsWhatHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Settings.Flag("generation.duration", "8s"); err != nil {
		t.Fatal(err)
	}
	page := w.ask(http.MethodGet, "/look", "").Text
	for _, want := range []string{
		`name="theme" value="neon" checked`, `value="35" data-as="percent"`, `value="8" data-as="seconds" disabled`,
		`name="min_rub" inputmode="decimal" required value="1000"`, `src="/widget?preview=1"`, `<option value="omni">`, "A clip would be made.", "1.04 $",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "efgh") {
		t.Error("a key is on the page")
	}
}
