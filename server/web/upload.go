package web

import (
	"io"

	"github.com/labstack/echo/v4"
)

// Upload reads the file of a form, of at most most bytes and one more, so that
// one that is too large is seen to be.
func Upload(c echo.Context, name string, most int) ([]byte, error) {
	head, err := c.FormFile(name)
	if err != nil {
		return nil, nil // no file: what checks it says so
	}
	f, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(most)+1))
}
