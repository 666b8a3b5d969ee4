package import Diagnostics

/// A departure from the strict form of PEM text (RFC 7468 section 3) that is read here all the same.
public struct PEMIrregularity: Hashable, Sendable {
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// The last line has no line feed.
    case unfinishedLine
    /// Lines end with CR LF.
    case carriageReturns
    /// Spaces or tabs around lines.
    case spaces
    /// Spaces or tabs before `-----BEGIN` or `-----END`.
    case indentation
    /// Blank lines between the lines of base64.
    case blankLines
    /// A block begins on the line on which another ends.
    case gluedBlocks
    /// The text begins with U+FEFF.
    case byteOrderMark
    /// `X509 CERTIFICATE`, an old label for a certificate.
    case oldLabel
    /// A line such as `|-`, by which YAML announces a block of text, became part of the text.
    case blockMarker
  }

  package let kind: Kind
  /// The first line with it, counted from 1.
  package let line: Int
  /// The number of lines with it.
  package let count: Int
}

/// A reader of PEM text in a running mesh.
public enum PEMReader: Sendable {
  /// istiod reads `cacerts` with Go's `pem.Decode`.
  case go
  /// Envoy reads trust bundles and chains with BoringSSL's `PEM_read_bio`.
  case boringSSL
}

extension PEMIrregularity {
  /// Whether a block is lost to the reader, or refused by it.
  ///
  /// Both find a block only at the start of a line, and refuse text after the dashes. BoringSSL takes what stands before
  /// a blank line for a header. Go takes only `CERTIFICATE`.
  package func hidesBlocks(from reader: PEMReader) -> Bool {
    switch kind {
    case .indentation, .gluedBlocks, .byteOrderMark: true
    case .blankLines: reader == .boringSSL
    case .oldLabel: reader == .go
    case .unfinishedLine, .carriageReturns, .spaces, .blockMarker: false
    }
  }

  package var code: Code {
    switch kind {
    case .unfinishedLine: "MT-PEM-10"
    case .carriageReturns: "MT-PEM-11"
    case .spaces: "MT-PEM-12"
    case .blankLines: "MT-PEM-13"
    case .gluedBlocks: "MT-PEM-15"
    case .byteOrderMark: "MT-PEM-16"
    case .blockMarker: "MT-PEM-17"
    case .indentation: "MT-PEM-18"
    case .oldLabel: "MT-PEM-19"
    }
  }

  /// A sentence about all lines with it.
  package var description: String {
    let lines = count == 1 ? "a line" : "\(count) lines"
    return switch kind {
    case .unfinishedLine: "the last line has no newline at its end"
    case .carriageReturns: "lines end with CR LF instead of LF"
    case .spaces: "there are spaces at the start or end of \(lines)"
    case .indentation: "the PEM text is indented: there are spaces before `-----BEGIN` or `-----END`"
    case .blankLines: "there are blank lines inside a block"
    case .gluedBlocks: "there is no line break between two blocks"
    case .byteOrderMark: "the text begins with a byte order mark (U+FEFF)"
    case .oldLabel: "a certificate has the old label `X509 CERTIFICATE`"
    case .blockMarker: "there is a line with YAML's mark for a block of text, which should not be part of it"
    }
  }

  /// The finding about a text that was read all the same.
  package var diagnostic: Diagnostic {
    Diagnostic(
      code, .warning, what: Message(description), why: Message(consequence),
      next: "write it again, for example with `\(.meshtrust("inspect", "FILE", "--pem"))`", place: Place(line: line))
  }

  private var consequence: String {
    switch (hidesBlocks(from: .go), hidesBlocks(from: .boringSSL)) {
    case (true, true): "it is read here; istiod and Envoy do not find the block, or reject the whole text"
    case (true, false): "it is read here; istiod does not find the block"
    case (false, true): "it is read here; Envoy rejects the whole text"
    case (false, false): "it is accepted here, but other tools reject such a file"
    }
  }
}
