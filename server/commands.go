package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/people"
	"kist/internal/seal"
)

// pingCommand is kist ping.
type pingCommand struct{}

// Run asks /healthz of the server that these settings describe.
func (pingCommand) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	client := http.Client{Timeout: 3 * time.Second}
	resp, err := client.Get("http://" + net.JoinHostPort(host, port) + "/healthz")
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<10)); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", resp.Status)
	}
	fmt.Println("well")
	return nil
}

// keysCommand is kist keys.
type keysCommand struct {
	Export exportKeys `cmd:"" help:"Write a key file for a collecting server, which can open nothing."`
	Show   showKeys   `cmd:"" help:"Print the public key that releases are signed with."`
	Rotate rotateKeys `cmd:"" help:"Sign with a new key from now on. What was signed before stays valid."`
	Renew  renewKeys  `cmd:"" help:"Close with new keys from now on. Those of now still open what they closed."`
	Rewrap rewrapKeys `cmd:"" help:"Close with the new keys what the ones before closed. Servers go on."`
	Retire retireKeys `cmd:"" help:"Take the keys from before out of the key file, unless something needs them."`
}

// exportKeys is kist keys export --collect.
type exportKeys struct {
	Collect bool   `required:"" help:"The only kind of export there is: public work only, nothing that opens answers."`
	Out     string `arg:"" help:"The file to write; it must not be there yet."`
}

// Run writes what a collecting server may hold.
func (e exportKeys) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	keys, err := seal.LoadKeys(cfg.KeyFile, false)
	if err != nil {
		return err
	}
	if err := seal.SaveKeys(e.Out, keys.Collect()); err != nil {
		return err
	}
	fmt.Printf("Wrote %s. Give it to the collecting server as KIST_KEY_FILE, with KIST_ROLE=collect.\n", e.Out)
	return nil
}

// personCommand is kist person.
type personCommand struct {
	Add   addPerson   `cmd:"" help:"Make an account, and print the one-time link for it."`
	Reset resetPerson `cmd:"" help:"Print a new one-time link for somebody who has an account."`
}

// addPerson is kist person add NAME ROLE.
type addPerson struct {
	Name string `arg:"" help:"The person's name, in quotes."`
	Role string `arg:"" enum:"administrator,coordinator,volunteer,translator,inspector,safeguarding_lead" help:"What they may do, in the whole installation: ${enum}. The page of people gives narrower roles."`
}

// Run makes the account and prints its link.
func (p addPerson) Run() error {
	return withPeople(func(ctx context.Context, a *app) error {
		id, token, err := a.people.Add(ctx, p.Name, people.Role(p.Role))
		if err != nil {
			return inWords(a, err)
		}
		fmt.Printf("%s has the account %s.\n", p.Name, id)
		printLink(a, token)
		return nil
	})
}

// withPeople opens the program's parts for a command about people.
func withPeople(do func(ctx context.Context, a *app) error) error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	return withApp(cfg, do)
}

// inWords says what is wrong with what somebody gave, as the pages do.
func inWords(a *app, err error) error {
	wrong, ok := fault.ProblemsOf(err)
	if !ok {
		return err
	}
	var list []error
	for _, one := range wrong {
		list = append(list, errors.New(a.words.Printer(i18n.Source).TArgs(one.ID, one.Args)))
	}
	return errors.Join(list...)
}

// withApp opens the program's parts for a command.
func withApp(cfg *config.Config, do func(ctx context.Context, a *app) error) error {
	ctx := context.Background()
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, a), a.close())
}

func printLink(a *app, token string) {
	fmt.Printf("This link works once, within 24 hours:\n\n  %s/staff/sign-in/%s\n", a.cfg.URL, token)
}

// resetPerson is kist person reset ID.
type resetPerson struct {
	ID string `arg:"" help:"The person's id, as the page of people shows it."`
}

// Run ends the person's sessions and prints a link that signs them in once.
func (r resetPerson) Run() error {
	return withPeople(func(ctx context.Context, a *app) error {
		token, err := a.people.Reset(ctx, r.ID)
		if err != nil {
			return err
		}
		printLink(a, token)
		return nil
	})
}
