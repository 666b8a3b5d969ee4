// Go's crypto/x509 on the rows named as arguments: one line a row, "ROW<tab>accept|refuse<tab>reason".
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

func certificates(file string) (found []*x509.Certificate, err error) {
	text, err := os.ReadFile(file)
	for block, rest := pem.Decode(text); block != nil && err == nil; block, rest = pem.Decode(rest) {
		var certificate *x509.Certificate
		certificate, err = x509.ParseCertificate(block.Bytes)
		found = append(found, certificate)
	}
	return found, err
}

func verify(folder string) error {
	chain, err := certificates(filepath.Join(folder, "chain.pem"))
	if err != nil {
		return err
	}
	anchors, err := certificates(filepath.Join(folder, "roots.pem"))
	if err != nil {
		return err
	}
	roots, intermediates := x509.NewCertPool(), x509.NewCertPool()
	for _, anchor := range anchors {
		roots.AddCert(anchor)
	}
	for _, certificate := range chain[1:] {
		intermediates.AddCert(certificate)
	}
	for _, usage := range []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth} {
		options := x509.VerifyOptions{Roots: roots, Intermediates: intermediates, KeyUsages: []x509.ExtKeyUsage{usage}}
		if _, err = chain[0].Verify(options); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	for _, row := range os.Args[2:] {
		if err := verify(filepath.Join(os.Args[1], row)); err != nil {
			fmt.Printf("%s\trefuse\t%v\n", row, err)
		} else {
			fmt.Printf("%s\taccept\t\n", row)
		}
	}
}
