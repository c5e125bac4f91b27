// The provider stand-in: what Terraform starts where the registry cannot be reached.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"groundwork.io/sandbox/provider/internal/provider"
)

// version is the real provider's, so that a lock file or a version constraint means the same for both.
const version = "3.13.0"

const address = "registry.terraform.io/linode/linode"

func main() {
	debug := flag.Bool("debug", false, "wait for a debugger instead of for Terraform")
	flag.Parse()
	server, err := provider.NewServer(context.Background(), version)
	if err != nil {
		log.Fatal(err)
	}
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	if err := tf6server.Serve(address, server, options...); err != nil {
		log.Fatal(err)
	}
}
