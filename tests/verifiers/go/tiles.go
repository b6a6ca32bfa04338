package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// A source gives a file of the log by its path below the base.
type source interface {
	get(path string) ([]byte, error)
}

type folder string

func (f folder) get(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(path)))
}

type server struct {
	base, token string
	client      *http.Client
}

func newSource(base, ca, token string) (source, error) {
	if !strings.HasPrefix(base, "https://") {
		return folder(base), nil
	}
	trusted := x509.NewCertPool()
	if pem, err := os.ReadFile(ca); err != nil || !trusted.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("no certificate in %q: %v", ca, err)
	}
	out := &server{base: strings.TrimSuffix(base, "/")}
	if token != "" {
		text, err := os.ReadFile(token)
		if err != nil {
			return nil, err
		}
		out.token = strings.TrimSpace(string(text))
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, MaxIdleConnsPerHost: 8}
	out.client = &http.Client{Transport: transport, Timeout: 30 * time.Second}
	return out, nil
}

func (s *server) get(path string) ([]byte, error) {
	request, err := http.NewRequest("GET", s.base+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", path, answer.Status, body)
	}
	return body, err
}

// The tiles of one tree. The paths are those of tlog-tiles: as tlog's own, without the height.
type tileReader struct {
	source source
	lock   sync.Mutex
	have   map[string][]byte
}

func (r *tileReader) Height() int                         { return tileHeight }
func (r *tileReader) SaveTiles(_ []tlog.Tile, _ [][]byte) {} // called with what was found to be authentic; have is enough

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := r.tile(tile)
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

func (r *tileReader) tile(tile tlog.Tile) ([]byte, error) {
	path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
	r.lock.Lock()
	data, ok := r.have[path]
	r.lock.Unlock()
	if ok {
		return data, nil
	}
	data, err := r.source.get(path)
	if err == nil && len(data) != tile.W*tlog.HashSize {
		err = fmt.Errorf("%s has %d bytes", path, len(data))
	}
	if err != nil {
		return nil, err
	}
	r.lock.Lock()
	r.have[path] = data
	r.lock.Unlock()
	return data, nil
}

// Every tile that a reader of a tree of this size may want, eight at a time. Nothing is believed yet.
func (r *tileReader) fetchAll(size int64) error {
	var tiles []tlog.Tile
	for level, hashes := 0, size; hashes > 0; level, hashes = level+1, hashes/tileWidth {
		for n := int64(0); n*tileWidth < hashes; n++ {
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: n, W: int(min(tileWidth, hashes-n*tileWidth))})
		}
	}
	slots, failed := make(chan struct{}, 8), make(chan error, len(tiles))
	for _, tile := range tiles {
		slots <- struct{}{}
		go func(tile tlog.Tile) {
			_, err := r.tile(tile)
			<-slots
			failed <- err
		}(tile)
	}
	for range tiles {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

// The authentic hashes that prove the entries of one bundle, read at once: the reader authenticates its tiles anew at
// each call.
func neighbourhood(first, count, size int64, hashes tlog.HashReader) (tlog.HashReader, error) {
	wanted := map[int64]bool{}
	collect := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		for _, index := range indexes {
			wanted[index] = true
		}
		return make([]tlog.Hash, len(indexes)), nil
	})
	for index := first; index < first+count; index++ {
		if _, err := tlog.ProveRecord(size, index, collect); err != nil {
			return nil, err
		}
	}
	var indexes []int64
	for index := range wanted {
		indexes = append(indexes, index)
	}
	read, err := hashes.ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	near := map[int64]tlog.Hash{}
	for i, index := range indexes {
		near[index] = read[i]
	}
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = near[index]
		}
		return out, nil
	}), nil
}

// bundle = *( length u16 big-endian | entry ), exactly count of them.
func bundle(source source, number, count int64) ([][]byte, error) {
	tile := tlog.Tile{H: tileHeight, L: 0, N: number, W: int(count)}
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
	data, err := source.get(path)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for len(data) >= 2 {
		size := 2 + int(binary.BigEndian.Uint16(data))
		if len(data) < size || size == 2 {
			break
		}
		out, data = append(out, data[2:size]), data[size:]
	}
	if int64(len(out)) != count || len(data) != 0 {
		return nil, fmt.Errorf("%s is not a bundle of %d entries", path, count)
	}
	return out, nil
}
