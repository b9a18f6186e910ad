package config

import "strconv"

// Setting is one variable of the environment, for the help of the command.
type Setting struct {
	Name    string // KIST_...
	Default string // what holds when it is not set; empty: nothing
	What    string // what it is for, in half a sentence
}

// Settings lists every variable that Read asks for, in the order in which
// somebody who sets Kist up needs them. The slice is the caller's own.
func Settings() []Setting {
	return []Setting{
		{"KIST_ADDR", defaultAddr, "where to listen; beyond this machine it asks for KIST_URL and KIST_KEY_FILE"},
		{"KIST_URL", "", "the address that children and staff use; without it, the one listened on"},
		{"KIST_STORE", defaultStore, "sqlite:FILE, or mongodb://host/kist for a real deployment"},
		{"KIST_KEY_FILE", defaultKeyFile, "what opens the answers, made at the first start: keep a copy apart from the database"},
		{"KIST_ROLE", string(All), "all, collect (takes answers, opens none) or review (opens, takes none)"},
		{"KIST_KEEP_DAYS", strconv.Itoa(defaultKeepDays), "days after its last day for which the keys of a new round are kept that names no day; 0: without end"},
		{"KIST_SEAL_EVERY", defaultSealEvery.String(), "how often waiting answers are shuffled into boxes"},
		{"KIST_LANG", defaultLang, "the language of pages for a browser that asks for none that Kist has"},
		{"KIST_EXIT_URL", defaultExit, "where \"leave this page\" leads"},
		{"KIST_METRICS_ADDR", "", "where Prometheus may ask for /metrics; without it, nowhere"},
		{"KIST_PROXY", "", "addresses of the proxies in front of Kist, so that those who sign in too often are told apart behind them"},
		{"KIST_BACKUP_DIR", "", "a folder in which this server makes a backup each day; without it, it makes none"},
		{"KIST_BACKUP_KEEP", strconv.Itoa(defaultBackups), "how many of those are kept"},
		{"KIST_WEBHOOKS", "", "hosts and networks to which evidence may be sent as it is agreed; without it, nowhere"},
		{"KIST_OIDC_ISSUER", "", "the organisation whose people may sign in, such as https://login.example.org"},
		{"KIST_OIDC_CLIENT", "", "the client by which it knows Kist"},
		{"KIST_OIDC_SECRET", "", "that client's secret"},
	}
}
