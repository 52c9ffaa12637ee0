// Reads and verifies a log of Headgate with nothing of Headgate's: Go's own packages for logs and signed notes (golang.org/x/mod/sumdb).
//
//	main <address of the log> <verifier key> <file of an earlier checkpoint> <file of a proof> <verifier key of a witness>
//
// The bearer key is taken from HEADGATE_KEY. Prints what it verified, or why not, and then exits with 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Every so many leaves one is proved to be in the tree.
const provedEach = 97

type served struct {
	base string
	// Whether a byte of each tile is turned over, as whoever lies would.
	lies bool
}

func (s served) get(path string) []byte {
	request, err := http.NewRequest("GET", s.base+"/"+path, nil)
	must(err)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("HEADGATE_KEY"))
	answer, err := http.DefaultClient.Do(request)
	must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(err)
	if answer.StatusCode != 200 {
		fail("%s: %d %s", path, answer.StatusCode, body)
	}
	return body
}

// Tiles of 256 hashes, by the paths of C2SP tlog-tiles: those of Go without their height.
func (s served) Height() int { return 8 }

func (s served) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		hashes := append([]byte(nil), s.get(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))...)
		if s.lies {
			hashes[len(hashes)-1] ^= 1
		}
		all = append(all, hashes)
	}
	return all, nil
}

func (s served) SaveTiles([]tlog.Tile, [][]byte) {}

// A checkpoint that the key signed (C2SP tlog-checkpoint).
func checkpoint(signed []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("no checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// The leaves of a tree, out of its bundles: each behind its length in two bytes.
func leaves(s served, size int64) [][]byte {
	var all [][]byte
	for index := int64(0); index*256 < size; index++ {
		tile := tlog.Tile{H: 8, L: 0, N: index, W: 256}
		if size-index*256 < 256 {
			tile.W = int(size - index*256)
		}
		bundle := s.get(strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

// The key of a witness, by which it cosigns checkpoints with the time at which it saw them (C2SP tlog-cosignature).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w cosigner) Name() string    { return w.name }
func (w cosigner) KeyHash() uint32 { return w.hash }
func (w cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(signature)
	return ed25519.Verify(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)), signature[8:])
}

func witness(key string) cosigner {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		fail("no key of a witness: %s", key)
	}
	told, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if len(told) != 1+ed25519.PublicKeySize || told[0] != 4 {
		fail("no key of a witness: %s", key)
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), told...))
	hash := binary.BigEndian.Uint32(digest[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		fail("the id of the key of %s is %08x, and not %s", parts[0], hash, parts[1])
	}
	return cosigner{parts[0], hash, told[1:]}
}

// Whether the checkpoint of a proof is cosigned by a witness.
func checkWitnessed(text []byte, by cosigner) {
	_, signed, _ := bytes.Cut(text, []byte("\n\n"))
	opened, err := note.Open(signed, note.VerifierList(by))
	must(err)
	if len(opened.Sigs) != 1 || opened.Sigs[0].Name != by.name {
		fail("%s did not cosign %q", by.name, opened.Text)
	}
}

// A proof of an entry (C2SP tlog-proof), with the leaf as its extra data.
func checkProof(text []byte, verifier note.Verifier) int64 {
	head, signed, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("no proof: %q", text)
	}
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		path = append(path, hash)
	}
	tree := checkpoint(signed, verifier)
	must(tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(leaf)))
	return index
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	log := served{base: os.Args[1]}
	earlier, err := os.ReadFile(os.Args[3])
	must(err)
	proof, err := os.ReadFile(os.Args[4])
	must(err)

	before, now := checkpoint(earlier, verifier), checkpoint(log.get("checkpoint"), verifier)
	reader := tlog.TileHashReader(now, log)
	root, err := tlog.TreeHash(now.N, reader)
	must(err)
	if root != now.Hash {
		fail("the tiles have the root %v, and the checkpoint %v", root, now.Hash)
	}
	grown, err := tlog.ProveTree(now.N, before.N, reader)
	must(err)
	must(tlog.CheckTree(grown, now.N, now.Hash, before.N, before.Hash))

	all := leaves(log, now.N)
	if int64(len(all)) != now.N {
		fail("%d leaves are served, and the checkpoint is of %d", len(all), now.N)
	}
	proved := 0
	for index, leaf := range all {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		must(err)
		if hashes[0] != tlog.RecordHash(leaf) {
			fail("leaf %d is not the one in its tile", index)
		}
		if index%provedEach != 0 {
			continue
		}
		path, err := tlog.ProveRecord(now.N, int64(index), reader)
		must(err)
		must(tlog.CheckRecord(path, now.N, now.Hash, int64(index), tlog.RecordHash(leaf)))
		proved++
	}
	index := checkProof(proof, verifier)
	by := witness(os.Args[5])
	checkWitnessed(proof, by)

	if _, err := tlog.TreeHash(now.N, tlog.TileHashReader(now, served{base: log.base, lies: true})); err == nil {
		fail("tiles that were changed were taken")
	}
	fmt.Printf("%s: %d leaves are those of their tiles, the tree of %d has the root that was signed and begins with that of %d, %d leaves proved, the proof of entry %d holds, and %s cosigned it\n",
		verifier.Name(), len(all), now.N, before.N, proved, index, by.name)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, what ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", what...)
	os.Exit(1)
}
