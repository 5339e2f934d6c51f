package moderator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"streamspark/internal/secrets"
)

const (
	certificateFile = "moderator.pem"           // the certificate and its key
	certificateAge  = 5 * 365 * 24 * time.Hour  // of a new one
	certificateLeft = 30 * 24 * time.Hour       // before its end it is replaced
	certificateName = "StreamSpark, moderators" // its subject
)

// Certificate returns the certificate in a folder, or makes one for the given hosts. It
// is kept for years: a browser that was told to trust it goes on doing so.
func Certificate(dir string, hosts []string, now time.Time) (tls.Certificate, error) {
	path := filepath.Join(dir, certificateFile)
	if content, err := os.ReadFile(path); err == nil {
		known, err := tls.X509KeyPair(content, content)
		if err == nil && now.Add(certificateLeft).Before(known.Leaf.NotAfter) && !now.Before(known.Leaf.NotBefore) {
			return known, nil
		}
	}
	content, err := newCertificate(hosts, now)
	if err == nil {
		err = secrets.WriteFile(path, content)
	}
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make the certificate for moderators: %w", err)
	}
	return tls.X509KeyPair(content, content)
}

func newCertificate(hosts []string, now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: certificateName}, NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(certificateAge),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if host != "" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	encoded, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encoded}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...), nil
}

// Fingerprint returns what a browser calls a certificate's SHA-256 fingerprint.
func Fingerprint(c tls.Certificate) string {
	sum := sha256.Sum256(c.Certificate[0])
	var pairs []string
	for _, b := range sum {
		pairs = append(pairs, fmt.Sprintf("%02X", b))
	}
	return strings.Join(pairs, ":")
}
