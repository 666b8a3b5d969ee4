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

  init(name: String, text: Result<[UInt8], Unreadable>) {
    self.name = name
    self.text = text
  }

  /// A chain that is one JSON object on a line of a file.
  init(line: [UInt8], number: Int, _ path: String) {
    let place = Place(file: path, line: number)
    do throws(DocumentsError) {
      let root = try DocumentReader.all(bytes: line, source: path, format: .json).first?.root
      name = root?["id"]?.text ?? "\(number)"
      guard let chain = root?["chain"]?.string else {
        let finding = Diagnostic(
          "MT-CLI-13", what: "the line has no member `chain`", why: "each line is {\"id\": \"…\", \"chain\": \"PEM\"}",
          next: "write the PEM text of the chain there", place: place)
        text = .failure(Unreadable(diagnostic: finding))
        return
      }
      text = .success(Array(chain.utf8))
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.place = place
      name = "\(number)"
      text = .failure(Unreadable(diagnostic: diagnostic))
    }
  }

  /// How much of it there is to read, in octets.
  var size: Int { (try? text.get().count) ?? 0 }

  /// Verifies the chain.
  func answer(by verifier: ProfileVerifier) -> BatchAnswer {
    do {
      // An intermediate that was verified before is not decoded and checked a second time.
      let (chain, _) = try PEM.certificates(text.get()) { der throws(X509Error) in try verifier.certificate(der: der) }
      let judgement = verifier.verify(chain)
      return BatchAnswer(
        .mapping([("id", .string(name))] + JudgementView(judgement).entries),
        judgement.isAccepted ? .done : .no)
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
      .mapping([("id", .string(name)), ("accepted", .bool(false)), ("diagnostics", .sequence([diagnostic.node]))]),
      .malformed)
  }
}

/// One answer of a batch: a line of JSON, made where the chain was judged.
struct BatchAnswer: Sendable {
  let line: String
  let status: ExitStatus

  init(_ node: Node, _ status: ExitStatus) {
    line = JSONWriter.write(node)
    self.status = status
  }
}
