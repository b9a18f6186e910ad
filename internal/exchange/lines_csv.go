package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
)

// LinesCSV writes rows of texts as a table in the form of ReleaseCSV: no cell
// can be taken for a formula. It stops at the first error of the rows.
func LinesCSV(w io.Writer, header []string, rows iter.Seq2[[]string, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		safe := make([]string, len(row))
		for i, s := range row {
			safe[i] = text(s)
		}
		if err := out.Write(safe); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}
