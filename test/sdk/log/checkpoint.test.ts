import { expect } from "chai";
import { decodeBase64, encodeBase64 } from "ethers";
import fc from "fast-check";

import {
  type Checkpoint,
  CheckpointInvalidError,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "../../../sdk/log/checkpoint.ts";
import { EMPTY_ROOT } from "../../../sdk/log/log-hash.ts";
import { LogProofRefusedError } from "../../../sdk/log/log-proof.ts";
import { formatProofFile, openProofFile, parseProofFile, ProofFileInvalidError } from "../../../sdk/log/proof-file.ts";
import {
  NoteKeyInvalidError,
  NoteRefusedError,
  NoteSigner,
  NoteVerifier,
  openNote,
  signNote,
  strictBase64,
} from "../../../sdk/log/signed-note.ts";
import { rejection } from "../rejection.ts";
import { logOf, receiptAt } from "./receipts.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The example of golang.org/x/mod/sumdb/note, with its published private key. */
const GO = {
  key: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  privateKey: decodeBase64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").subarray(1),
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};

/** The example of C2SP signed-note. */
const SPECIFIED = {
  key: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
  text: "This is an example message.\n",
  signature:
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
};

/** A state of Go's checksum database, as it signed it. */
const SUMDB = {
  key: "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
  note:
    "go.sum database tree\n65209736\n5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=\n\n" +
    "— sum.golang.org Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/R3cVtYspg3dxXABkGZZKdsQ8=\n",
};

const ORIGIN = "data.example.org/receipts";
const signer = await NoteSigner.create(ORIGIN, new Uint8Array(32).fill(1));
const witness = await NoteSigner.create("witness.example.org", new Uint8Array(32).fill(2));
const stranger = await NoteSigner.create("stranger.example.org", new Uint8Array(32).fill(3));

const log = logOf(70);
const signedHead = await signCheckpoint({ origin: ORIGIN, ...log.head() }, [signer]);

async function expectReason(promise: Promise<unknown>, reason: string): Promise<void> {
  const error = await rejection(promise);
  expect(error).to.be.instanceOf(NoteRefusedError);
  expect((error as NoteRefusedError).reason).to.equal(reason, (error as Error).message);
}

describe("NoteVerifier", () => {
  for (const key of [GO.key, SPECIFIED.key, SUMDB.key]) {
    it(`reads and writes ${key}`, () => {
      expect(NoteVerifier.parse(key).toString()).to.equal(key);
    });
  }

  for (const [what, key] of [
    ["another key's id", GO.key.replace("c74f20a3", "c74f20a4")],
    ["an id in capitals", GO.key.replace("c74f20a3", "C74F20A3")],
    ["another name's id", GO.key.replace("Peter", "Petra")],
    ["a key of another type", `a+00000000+${encodeBase64(new Uint8Array(33).fill(2))}`],
    ["a short key", `a+00000000+${encodeBase64(new Uint8Array(32).fill(1))}`],
    ["base64 with a bit left over", GO.key.replace(/W$/, "X=")],
    ["no id", "PeterNeumann+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"],
    ["nothing", ""],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => NoteVerifier.parse(key)).to.throw(NoteKeyInvalidError);
    });
  }

  for (const name of ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\u2003b", "a\u0000b"]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      expect(() => new NoteVerifier(name, new Uint8Array(32))).to.throw(NoteKeyInvalidError);
    });
  }
});

describe("NoteSigner", () => {
  it("has the key that its signatures are verified with", async () => {
    expect((await NoteSigner.create("PeterNeumann", GO.privateKey)).verifier.toString()).to.equal(GO.key);
  });

  it("refuses a key of another length, and does not print it", async () => {
    const error = await rejection(NoteSigner.create("a", utf8("secret")));
    expect(error).to.be.instanceOf(NoteKeyInvalidError);
    expect((error as Error).message).not.to.include("secret");
  });
});

describe("signNote", () => {
  it("signs byte for byte as the reference does", async () => {
    const author = await NoteSigner.create("PeterNeumann", GO.privateKey);
    expect(textOf(await signNote(GO.text, [author]))).to.equal(`${GO.text}\n${GO.signature}`);
  });

  for (const [what, text] of [
    ["no newline at its end", "text"],
    ["a carriage return", "text\r\n"],
    ["a tab", "a\tb\n"],
    ["half a character", "\ud800\n"],
  ] as const) {
    it(`refuses a text with ${what}`, async () => {
      await expectReason(signNote(text, [signer]), "Malformed");
    });
  }

  it("refuses to sign by nobody", async () => {
    await expectReason(signNote("text\n", []), "Malformed");
  });
});

describe("openNote", () => {
  for (const { key, text, signature } of [GO, SPECIFIED]) {
    it(`verifies the published note of ${key.split("+")[0]}`, async () => {
      const verifier = NoteVerifier.parse(key);
      expect(await openNote(utf8(`${text}\n${signature}`), [verifier])).to.deep.equal({ text, signedBy: [verifier] });
    });
  }

  it("carries any text, with empty lines too", async () => {
    const line = fc.string({ unit: fc.constantFrom(..."abcXYZ—é中\ufeff 😀") });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), async (lines) => {
        const text = `${lines.join("\n")}\n`;
        expect((await openNote(await signNote(text, [signer]), [signer.verifier])).text).to.equal(text);
      }),
      { numRuns: 40 },
    );
  });

  it("tells all who signed, of those who are known, and passes over the others", async () => {
    const note = await signNote("text\n", [stranger, witness, signer]);
    const { signedBy } = await openNote(note, [signer.verifier, witness.verifier]);
    expect(new Set(signedBy)).to.deep.equal(new Set([signer.verifier, witness.verifier]));
  });

  it("refuses a note that no known key signed", async () => {
    await expectReason(openNote(await signNote("text\n", [stranger]), [signer.verifier]), "NotSigned");
    await expectReason(openNote(await signNote("text\n", [signer]), []), "NotSigned");
  });

  it("passes over another key under a known name", async () => {
    const namesake = await NoteSigner.create(ORIGIN, new Uint8Array(32).fill(9));
    await expectReason(openNote(await signNote("text\n", [namesake]), [signer.verifier]), "NotSigned");
    const both = await signNote("text\n", [namesake, signer]);
    expect((await openNote(both, [signer.verifier])).signedBy).to.deep.equal([signer.verifier]);
  });

  it("refuses a wrong signature of a known key, though another known key signed", async () => {
    const note = textOf(await signNote("text\n", [signer, witness]));
    const verifiers = [signer.verifier, witness.verifier];
    const wrong = note.replace(/(— data\S+ \S{20})(.)/, (_, start, letter) => start + (letter === "A" ? "B" : "A"));
    await expectReason(openNote(utf8(wrong), verifiers), "SignatureWrong");
    await expectReason(openNote(utf8(note.replace("text", "test")), verifiers), "SignatureWrong");
    const short = note.replace(/(— data\S+ )(\S+)/, (_, start: string, base64: string) => {
      return start + encodeBase64(decodeBase64(base64).subarray(0, 67));
    });
    await expectReason(openNote(utf8(short), verifiers), "SignatureWrong");
  });

  it("takes up to a hundred signatures", async () => {
    const note = textOf(await signNote("text\n", [signer]));
    const other = textOf(await signNote("text\n", [stranger])).slice("text\n\n".length);
    expect((await openNote(utf8(note + other.repeat(99)), [signer.verifier])).text).to.equal("text\n");
    await expectReason(openNote(utf8(note + other.repeat(100)), [signer.verifier]), "Malformed");
  });

  const valid = `${SPECIFIED.text}\n${SPECIFIED.signature}`;
  for (const [what, note] of [
    ["nothing", ""],
    ["no empty line", valid.replace("\n\n", "\n")],
    ["no signature", `${SPECIFIED.text}\n`],
    ["a signature without its newline", valid.slice(0, -1)],
    ["something after the signatures", `${valid}more\n`],
    ["an empty line at its end", `${valid}\n`],
    ["a hyphen for the dash", valid.replace("—", "-")],
    ["two spaces", valid.replace("foo Uw", "foo  Uw")],
    ["a space at a line's end", valid.replace("=\n", "= \n")],
    ["no name", valid.replace("example.com/foo ", " ")],
    ["a plus in a name", valid.replace("example.com/foo", "example+foo")],
    ["base64 without padding", valid.replace("=\n", "\n")],
    ["base64 with a bit left over", valid.replace("aQM=\n", "aQN=\n")],
    ["base64 of URLs", valid.replace("/", "_").replace("foo Uw2QOkn8", "foo Uw2QOkn-")],
    ["a signature of nothing but a key's id", valid.replace(/foo \S+/, "foo Uw2QOg==")],
    ["a control character", valid.replace("example message", "example\u0007message")],
    ["a carriage return", valid.replace("message.\n", "message.\r\n")],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await expectReason(openNote(utf8(note), [NoteVerifier.parse(SPECIFIED.key)]), "Malformed");
    });
  }

  it("refuses what is no UTF-8", async () => {
    const bytes = utf8(valid);
    bytes[3] = 0xff;
    await expectReason(openNote(bytes, [NoteVerifier.parse(SPECIFIED.key)]), "Malformed");
  });
});

describe("strictBase64", () => {
  it("reads what it would write, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(strictBase64(encodeBase64(bytes))).to.deep.equal(bytes);
      }),
    );
    for (const text of ["", "A", "AA", "AA=", "AA==A", "AB==", "AAB=", "A A=", "AA==\n", "A===", "-_=="]) {
      expect(strictBase64(text)).to.equal(null, text);
    }
  });
});

describe("openCheckpoint", () => {
  it("verifies a state of Go's checksum database", async () => {
    const checkpoint = await openCheckpoint(utf8(SUMDB.note), "go.sum database tree", [NoteVerifier.parse(SUMDB.key)]);
    expect(checkpoint).to.deep.equal({
      origin: "go.sum database tree",
      size: 65_209_736,
      root: `0x${Buffer.from("5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=", "base64").toString("hex")}`,
      extensions: [],
    });
  });

  it("verifies what signCheckpoint signed", async () => {
    const checkpoint = { origin: ORIGIN, ...logOf(7).head() };
    const bytes = await signCheckpoint(checkpoint, [signer, witness]);
    expect(await openCheckpoint(bytes, ORIGIN, [signer.verifier])).to.deep.equal({ ...checkpoint, extensions: [] });
  });

  it("refuses another log's, though the same key signed it", async () => {
    const bytes = await signCheckpoint({ origin: "data.example.org/other", ...logOf(7).head() }, [signer]);
    expect(await rejection(openCheckpoint(bytes, ORIGIN, [signer.verifier]))).to.be.instanceOf(CheckpointInvalidError);
  });

  it("refuses one that was changed after it was signed", async () => {
    const text = textOf(await signCheckpoint({ origin: ORIGIN, ...logOf(7).head() }, [signer]));
    await expectReason(
      openCheckpoint(utf8(text.replace("\n7\n", "\n8\n")), ORIGIN, [signer.verifier]),
      "SignatureWrong",
    );
  });
});

describe("parseCheckpoint and formatCheckpoint", () => {
  const root = logOf(7).head().root;
  const base64 = encodeBase64(root);

  it("carry any log's state", () => {
    const hash = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), hash, (size, anyRoot) => {
        const checkpoint = { origin: ORIGIN, size, root: anyRoot, extensions: ["extension"] };
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).to.deep.equal(checkpoint);
      }),
    );
  });

  it("write the empty log", () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: 0, root: EMPTY_ROOT });
    expect(text).to.equal(`${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`);
    expect(parseCheckpoint(text).root).to.equal(EMPTY_ROOT);
  });

  for (const [what, text] of [
    ["nothing", ""],
    ["two lines", `${ORIGIN}\n7\n`],
    ["no newline at its end", `${ORIGIN}\n7\n${base64}`],
    ["no origin", `\n7\n${base64}\n`],
    ["an empty extension", `${ORIGIN}\n7\n${base64}\n\n`],
    ["a size with a zero before it", `${ORIGIN}\n07\n${base64}\n`],
    ["a size with a sign", `${ORIGIN}\n+7\n${base64}\n`],
    ["a size below nothing", `${ORIGIN}\n-7\n${base64}\n`],
    ["a size in hexadecimal", `${ORIGIN}\n0x7\n${base64}\n`],
    ["no size", `${ORIGIN}\n\n${base64}\n`],
    ["a size past all whole numbers", `${ORIGIN}\n9007199254740993\n${base64}\n`],
    ["a short root", `${ORIGIN}\n7\n${encodeBase64(root.slice(0, -2))}\n`],
    ["a root that is no base64", `${ORIGIN}\n7\n${root}\n`],
    ["an empty log's size with a root", `${ORIGIN}\n0\n${base64}\n`],
  ] as const) {
    it(`refuse ${what}`, () => {
      expect(() => parseCheckpoint(text)).to.throw(CheckpointInvalidError);
    });
  }

  for (const [what, change] of [
    ["an origin of two lines", { origin: "a\nb" }],
    ["an origin of none", { origin: "" }],
    ["a size that is not whole", { size: 1.5 }],
    ["an empty extension", { extensions: [""] }],
  ] as [string, Partial<Checkpoint>][]) {
    it(`refuse to write ${what}`, () => {
      const checkpoint = { origin: ORIGIN, size: 7, root, ...change };
      expect(() => formatCheckpoint(checkpoint)).to.throw(CheckpointInvalidError);
    });
  }
});

describe("openProofFile", () => {
  const file = formatProofFile({ index: 33, proof: log.inclusionProof(33), checkpoint: signedHead });
  const open = (entry: Uint8Array, bytes: Uint8Array, origin = ORIGIN, by = signer) =>
    openProofFile(entry, bytes, origin, [by.verifier]);
  const changed = (from: string | RegExp, to: string) => utf8(textOf(file).replace(from, to));

  it("verifies an entry by its file alone", async () => {
    const opened = await open(receiptAt(33), file);
    expect(opened).to.deep.equal({ index: 33, checkpoint: { origin: ORIGIN, ...log.head(), extensions: [] } });
    expect(textOf(file)).to.match(/^c2sp\.org\/tlog-proof@v1\nindex 33\n(\S{43}=\n){7}\ndata\.example\.org/);
  });

  it("verifies an entry that is alone in its log", async () => {
    const alone = logOf(1);
    const signed = await signCheckpoint({ origin: ORIGIN, ...alone.head() }, [signer]);
    const bytes = formatProofFile({ index: 0, proof: [], checkpoint: signed });
    expect((await open(receiptAt(0), bytes)).index).to.equal(0);
  });

  it("passes over extra data, of which nothing is known", () => {
    expect(parseProofFile(changed("index", "extra AAAA\nindex"))).to.deep.equal(parseProofFile(file));
    expect(() => parseProofFile(changed("index", "extra A\nindex"))).to.throw(ProofFileInvalidError);
  });

  it("refuses another entry, place or hash", async () => {
    expect(await rejection(open(receiptAt(34), file))).to.be.instanceOf(LogProofRefusedError);
    expect(await rejection(open(receiptAt(33), changed("index 33", "index 34")))).to.be.instanceOf(
      LogProofRefusedError,
    );
    expect(await rejection(open(receiptAt(33), changed(/\n\S{43}=\n/, "\n")))).to.be.instanceOf(LogProofRefusedError);
  });

  it("refuses another log's, or one that no known key signed", async () => {
    expect(await rejection(open(receiptAt(33), file, "other"))).to.be.instanceOf(CheckpointInvalidError);
    expect(await rejection(open(receiptAt(33), file, ORIGIN, stranger))).to.be.instanceOf(NoteRefusedError);
  });

  for (const [what, bytes] of [
    ["another first line", changed("@v1", "@v2")],
    ["no place", changed("index 33\n", "")],
    ["a place with a zero before it", changed("index 33", "index 033")],
    ["a hash that is none", changed(/\n\S{43}=\n/, "\nAAAA\n")],
    ["no empty line", utf8("c2sp.org/tlog-proof@v1\nindex 33\n")],
  ] as const) {
    it(`refuses a file with ${what}`, () => {
      expect(() => parseProofFile(bytes)).to.throw(ProofFileInvalidError);
    });
  }
});
