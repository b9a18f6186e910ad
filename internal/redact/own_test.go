package redact

import "testing"

var ownNames = Own{
	People:  []string{"Mrs Quillfeather", "Bo Yarrowby", "  "},
	Schools: []string{"The Limes", "Owlfield"},
	Homes:   []string{"Larchbank", "Number Nine"},
}

func TestOwnNames(t *testing.T) {
	d := New(ownNames)
	for _, c := range []told{
		{"quillfeather shouts", "[name 1] shouts"},
		{"mrs quillfeather shouts", "[name 1] shouts"},
		{"i like Bo Yarrowby and yarrowby's dog", "i like [name 1] and [name 2] dog"},
		{"quilfeather is nice", "[name 1] is nice"},
		{"at the limes we eat", "at [school 1] we eat"},
		{"owlfield is ok, Owlfeild too", "[school 1] is ok, [school 2] too"},
		{"I sleep at larchbank", "I sleep at [home 1]"},
		{"number nine is my home, i am number one", "[home 1] is my home, i am number one"},
		{"ring 07700 900123 and ask karen", "ring [phone] and ask [name 1]"},
		{"mrs and mr", "mrs and mr"},
		{"the tree has limes", "the tree has limes"},
	} {
		if got := d.Text(c.in, "en"); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.in, got, c.want)
		}
	}
	if got := Text("owlfield is ok", "en"); got != "owlfield is ok" && got != "[name 1] is ok" {
		t.Errorf("without them: %q", got)
	}
}

func TestNoOwnNames(t *testing.T) {
	for _, d := range []*Redactor{New(Own{}), New(Own{People: []string{"", " , "}})} {
		if got := d.Text("karen is quillfeather", "en"); got != Text("karen is quillfeather", "en") {
			t.Errorf("got %q", got)
		}
	}
}

// TestOwnNamesAreInert holds own names to the same: redacting again changes nothing.
func TestOwnNamesAreInert(t *testing.T) {
	d := New(ownNames)
	for _, s := range []string{"Bo Yarrowby at the Limes", "larchbank larchbank Owlfield Primary", "mrs quillfeather and Number Nine, number nine"} {
		once := d.Text(s, "en")
		if twice := d.Text(once, "en"); twice != once {
			t.Errorf("%q became %q and then %q", s, once, twice)
		}
	}
}
