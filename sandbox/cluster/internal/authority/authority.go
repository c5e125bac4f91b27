// Package authority is the certificate authority of one cluster, kept in its folder.
package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Authority signs for one cluster.
type Authority struct {
	folder string
	cert   *x509.Certificate
	key    crypto.Signer
	PEM    []byte
}

const caLife = 10 * 365 * 24 * time.Hour

// Open reads the authority of a folder, or makes it: kubeconfigs that were handed out trust it, so
// it must stay the same for as long as the folder exists.
func Open(folder string) (*Authority, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	a := &Authority{folder: folder}
	key, err := a.Key("ca.key")
	if err != nil {
		return nil, err
	}
	a.key = key
	a.PEM, err = os.ReadFile(a.Path("ca.crt"))
	if errors.Is(err, os.ErrNotExist) {
		err = a.create()
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(a.PEM)
	if block == nil {
		return nil, fmt.Errorf("%s holds no certificate", a.Path("ca.crt"))
	}
	a.cert, err = x509.ParseCertificate(block.Bytes)
	return a, err
}

// Path is where a file of the authority lies.
func (a *Authority) Path(name string) string {
	return filepath.Join(a.folder, name)
}

func (a *Authority) create() error {
	template := template(pkix.Name{CommonName: "kubernetes"}, caLife)
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	if err != nil {
		return err
	}
	a.PEM = encode("CERTIFICATE", der)
	return os.WriteFile(a.Path("ca.crt"), a.PEM, 0o600)
}

// Key reads a private key, or makes it.
func (a *Authority) Key(name string) (crypto.Signer, error) {
	text, err := os.ReadFile(a.Path(name))
	if err == nil {
		block, _ := pem.Decode(text)
		if block == nil {
			return nil, fmt.Errorf("%s holds no key", a.Path(name))
		}
		return x509.ParseECPrivateKey(block.Bytes)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, os.WriteFile(a.Path(name), encode("EC PRIVATE KEY", der), 0o600)
}

// Server writes the certificate of a server that is reached by these names and addresses.
func (a *Authority) Server(name string, hosts []string) error {
	template := template(pkix.Name{CommonName: name}, caLife)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	_, _, err := a.issue(name, template)
	return err
}

// Client writes a client certificate for a user of Kubernetes and answers it with its key.
func (a *Authority) Client(name, user string, groups ...string) (cert, key []byte, err error) {
	template := template(pkix.Name{CommonName: user, Organization: groups}, caLife)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.issue(name, template)
}

func (a *Authority) issue(name string, template *x509.Certificate) (cert, key []byte, err error) {
	signer, err := a.Key(name + ".key")
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, signer.Public(), a.key)
	if err != nil {
		return nil, nil, err
	}
	cert = encode("CERTIFICATE", der)
	if err := os.WriteFile(a.Path(name+".crt"), cert, 0o600); err != nil {
		return nil, nil, err
	}
	key, err = os.ReadFile(a.Path(name + ".key"))
	return cert, key, err
}

func template(subject pkix.Name, life time.Duration) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // The system has no randomness: nothing that follows could be trusted.
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		// Machines and containers may disagree about the time by a little.
		NotBefore: time.Now().Add(-time.Hour),
		NotAfter:  time.Now().Add(life),
		KeyUsage:  x509.KeyUsageDigitalSignature,
	}
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
