// Checks a log with the tools of Go's checksum database (golang.org/x/mod/sumdb) and nothing of Troth's: opens its
// signed checkpoint, proves and checks that every entry is included, that each smaller tree is a beginning of this
// one, and that no changed entry passes. Prints what it counted as one JSON object; exit 1 names the first failure.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type counts struct {
	Origin      string `json:"origin"`
	Size        int64  `json:"size"`
	Inclusion   int64  `json:"inclusion"`   // entries proven to be included
	Consistency int64  `json:"consistency"` // smaller trees proven to be a beginning, those of -older among them
	Older       int64  `json:"older"`       // signed heads seen before, of -older
	Rejected    int64  `json:"rejected"`    // changed entries, indexes and roots that were refused, as they must be
}

func main() {
	base := flag.String("base", "", "https URL or folder that holds checkpoint and tile/")
	vkey := flag.String("vkey", "", "the log's public key, as text")
	ca := flag.String("ca", "", "file: certificate authority of the URL")
	token := flag.String("token", "", "file: bearer token")
	older := flag.String("older", "", "files of earlier checkpoints of this log, parted by commas")
	flag.Parse()
	out, err := run(*base, *vkey, *ca, *token, *older)
	if err != nil {
		fmt.Fprintln(os.Stderr, "go verifier:", err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(out)
}

func run(base, vkey, ca, token, older string) (*counts, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(vkey))
	if err != nil {
		return nil, err
	}
	source, err := newSource(base, ca, token)
	if err != nil {
		return nil, err
	}
	signed, err := source.get("checkpoint")
	if err != nil {
		return nil, err
	}
	tree, err := openHead(signed, verifier)
	if err != nil {
		return nil, err
	}
	out := &counts{Origin: verifier.Name(), Size: tree.N}
	tiles := &tileReader{source: source, have: map[string][]byte{}}
	if err := tiles.fetchAll(tree.N); err != nil {
		return nil, err
	}
	hashes := tlog.TileHashReader(tree, tiles)
	if err := checkEntries(source, tree, hashes, out); err != nil {
		return nil, err
	}
	if err := checkBeginnings(tree, hashes, out); err != nil {
		return nil, err
	}
	for _, file := range strings.FieldsFunc(older, func(r rune) bool { return r == ',' }) {
		if err := checkOlder(file, verifier, tree, hashes, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// tlog.ParseTree knows the texts of one log only; the origin must be the name of the key.
func openHead(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func checkEntries(source source, tree tlog.Tree, hashes tlog.HashReader, out *counts) error {
	for first := int64(0); first < tree.N; first += tileWidth {
		entries, err := bundle(source, first/tileWidth, min(tileWidth, tree.N-first))
		if err != nil {
			return err
		}
		near, err := neighbourhood(first, int64(len(entries)), tree.N, hashes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if err := checkEntry(tree, first+int64(i), entry, near, out); err != nil {
				return fmt.Errorf("entry %d: %w", first+int64(i), err)
			}
		}
	}
	return nil
}

// One entry: its proof holds, and holds for nothing else.
func checkEntry(tree tlog.Tree, index int64, entry []byte, hashes tlog.HashReader, out *counts) error {
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	out.Inclusion++
	flipped := append([]byte{}, entry...)
	flipped[index%int64(len(entry))] ^= 1
	if tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(flipped)) == nil {
		return fmt.Errorf("a flipped bit passes")
	}
	out.Rejected++
	return nil
}

func checkBeginnings(tree tlog.Tree, hashes tlog.HashReader, out *counts) error {
	for _, size := range []int64{1, 2, 255, 256, 257, 777, tree.N / 2, tree.N - 1, tree.N} {
		if size < 1 || size > tree.N {
			continue
		}
		root, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return err
		}
		if err := checkBeginning(tlog.Tree{N: size, Hash: root}, tree, hashes, out); err != nil {
			return fmt.Errorf("size %d: %w", size, err)
		}
	}
	return nil
}

func checkBeginning(begun, tree tlog.Tree, hashes tlog.HashReader, out *counts) error {
	proof, err := tlog.ProveTree(tree.N, begun.N, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, begun.N, begun.Hash); err != nil {
		return err
	}
	out.Consistency++
	begun.Hash[0] ^= 1
	if tlog.CheckTree(proof, tree.N, tree.Hash, begun.N, begun.Hash) == nil {
		return fmt.Errorf("another root passes")
	}
	out.Rejected++
	return nil
}

// A head that was signed earlier: its root is the log's word of then, not computed from the tiles of now.
func checkOlder(file string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader, out *counts) error {
	signed, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	begun, err := openHead(signed, verifier)
	if err != nil {
		return err
	}
	if begun.N < 1 || begun.N > tree.N {
		return fmt.Errorf("%s has size %d, the log of now %d: rolled back", file, begun.N, tree.N)
	}
	out.Older++
	return checkBeginning(begun, tree, hashes, out)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
