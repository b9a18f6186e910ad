// Package mongotest finds a MongoDB for tests: the one of KIST_TEST_MONGODB,
// or else a small server that speaks its protocol, built and started here. It
// is imported by tests only.
package mongotest

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Variable is the environment variable with the URI of a MongoDB for tests. On
// it every test gets a database of its own, which is dropped afterwards.
const Variable = "KIST_TEST_MONGODB"

// Real says whether the tests run on a real MongoDB. The stand-in is not
// atomic under concurrency, has no transactions, and is fast by _id only.
func Real() bool { return os.Getenv(Variable) != "" }

// URI is the address of a fresh database. It is dropped when the test and its
// subtests have ended.
//
// Where neither MongoDB nor the stand-in can be had the test is skipped, but
// fails where CI is set.
func URI(t testing.TB) string {
	t.Helper()
	base := os.Getenv(Variable)
	if base == "" {
		base = strings.TrimSuffix(standIn(t), "/") + "/?timeoutMS=300000" // it may stand still with the whole machine
	}
	uri := withDatabase(base, "kist_test_"+strings.ToLower(rand.Text()))
	t.Cleanup(func() {
		if err := drop(uri); err != nil {
			t.Errorf("dropping the test database: %v", err)
		}
	})
	return uri
}

// withDatabase puts the database into the path of a MongoDB URI. Users are
// looked up where they were before: in admin, unless the URI says otherwise.
func withDatabase(uri, database string) string {
	uri, query, _ := strings.Cut(uri, "?")
	scheme, hosts, _ := strings.Cut(uri, "://")
	hosts, was, _ := strings.Cut(hosts, "/")
	if strings.Contains(hosts, "@") && !strings.Contains(query, "authSource=") {
		if was == "" {
			was = "admin"
		}
		query = strings.TrimPrefix(query+"&authSource="+was, "&")
	}
	if query != "" {
		query = "?" + query
	}
	return scheme + "://" + hosts + "/" + database + query
}

func drop(uri string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		return err
	}
	defer client.Disconnect(ctx)
	_, name, _ := strings.Cut(strings.SplitN(uri, "://", 2)[1], "/")
	name, _, _ = strings.Cut(name, "?")
	return client.Database(name).Drop(ctx)
}
