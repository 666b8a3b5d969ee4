import CA
import Diagnostics
import Documents
import X509

/// One chain of a batch, not yet read.
struct BatchItem: Sendable {
  /// What it is called: the `id` that was given, or its number.
  let name: String
  /// The chain's PEM text, or why there is none.
  let text: Result<[UInt8], Unreadable>

  /// A line that is no chain.
  struct Unreadable: Error {
    let diagnostic: Diagnostic
  }

  /// The chains of a file, in their order.
  static func read(_ path: String) throws -> [BatchItem] {
    let bytes = try FileSystem.read(path)
    let first = bytes.first { $0 != 0x20 && !(9...13).contains($0) }
    return first == UInt8(ascii: "{") ? lines(bytes, path) : sections(bytes)
  }

  /// Judges the chain.
  func answer(_ judge: Judge) -> BatchAnswer {
    do {
      let (chain, _) = try PEM.certificates(text.get())
      let judgement = judge.judge(chain)
      return BatchAnswer(
        node: .mapping([("id", .string(name))] + JudgementView(judgement).entries),
        status: judgement.isAccepted ? .done : .no)
    } catch let error as Unreadable {
      return refusal(error.diagnostic)
    } catch let error as any Diagnosable {
      return refusal(error.diagnostic)
    } catch {
      return refusal(Diagnostic("MT-DER-01", what: "\(error)"))
    }
  }

  private func refusal(_ diagnostic: Diagnostic) -> BatchAnswer {
    BatchAnswer(
      node: .mapping([
        ("id", .string(name)), ("accepted", .bool(false)), ("diagnostics", .sequence([diagnostic.node])),
      ]),
      status: .malformed)
  }

  /// PEM with a line `---` between two chains.
  private static func sections(_ bytes: [UInt8]) -> [BatchItem] {
    var items: [BatchItem] = []
    var section: [UInt8] = []
    func close() {
      if section.contains(where: { $0 > 0x20 }) {
        items.append(BatchItem(name: "\(items.count + 1)", text: .success(section)))
      }
      section = []
    }
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.elementsEqual("---".utf8) || line.elementsEqual("---\r".utf8) {
        close()
      } else {
        section += line
        section.append(0x0A)
      }
    }
    close()
    return items
  }

  /// One JSON object a line.
  private static func lines(_ bytes: [UInt8], _ path: String) -> [BatchItem] {
    bytes.split(separator: 0x0A).enumerated().compactMap { index, line in
      guard line.contains(where: { $0 > 0x20 }) else { return nil }
      return item(Array(line), number: index + 1, path)
    }
  }

  private static func item(_ line: [UInt8], number: Int, _ path: String) -> BatchItem {
    let place = Place(file: path, line: number)
    do throws(DocumentsError) {
      let root = try DocumentReader.all(bytes: line, source: path, format: .json).first?.root
      let name = root?["id"]?.text ?? "\(number)"
      guard let text = root?["chain"]?.string else {
        let finding = Diagnostic(
          "MT-CLI-13", what: "the line has no member `chain`", why: "each line is {\"id\": \"…\", \"chain\": \"PEM\"}",
          next: "write the PEM text of the chain there", place: place)
        return BatchItem(name: name, text: .failure(Unreadable(diagnostic: finding)))
      }
      return BatchItem(name: name, text: .success(Array(text.utf8)))
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.place = place
      return BatchItem(name: "\(number)", text: .failure(Unreadable(diagnostic: diagnostic)))
    }
  }
}
