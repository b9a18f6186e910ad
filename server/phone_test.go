package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// phone is a client that costs as little as it can, so that a benchmark on the
// same cores measures the server: it writes a request made beforehand and reads
// the answer by its Content-Length.
type phone struct {
	conn net.Conn
	in   *bufio.Reader
}

func dialPhone(address string) (*phone, error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		return nil, err
	}
	return &phone{conn, bufio.NewReaderSize(conn, 32<<10)}, nil
}

func getRequest(path string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: kist\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n")
}

func postRequest(path, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: kist\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// ask sends one request and reads the answer whole. The error names any status
// but 200.
func (p *phone) ask(request []byte) error {
	if _, err := p.conn.Write(request); err != nil {
		return err
	}
	status, err := p.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.Contains(status, []byte(" 200 ")) {
		return errors.New(string(status))
	}
	length := -1
	for {
		line, err := p.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(": ")); ok && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return errors.New("an answer without a length")
	}
	_, err = p.in.Discard(length)
	return err
}

func (p *phone) close() { _ = p.conn.Close() }
