import Diagnostics
import Documents
import X509

/// One chain of a batch, not yet decoded.
struct BatchItem: Sendable {
  /// The given `id`, or the chain's number.
  let name: String
  /// The chain's PEM text, or the reason why there is none.
  let text: Result<[UInt8], Unreadable>

  /// A line without a chain.
  struct Unreadable: Error {
    let diagnostic: Diagnostic
  }

  init(name: String, text: Result<[UInt8], Unreadable>) {
    self.name = name
    self.text = text
  }

  /// A chain in a JSON object on one line.
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

  /// In bytes.
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
      return refusal(Diagnostic("MT-DER-01", what: "\(String(describing: error))"))
    }
  }

  private func refusal(_ diagnostic: Diagnostic) -> BatchAnswer {
    BatchAnswer(
      .mapping([("id", .string(name)), ("accepted", .bool(false)), ("diagnostics", .sequence([diagnostic.node]))]),
      .malformed)
  }
}

/// One answer of a batch: a JSON line, created on the thread that verified the chain.
struct BatchAnswer: Sendable {
  let line: String
  let status: ExitStatus

  init(_ node: Node, _ status: ExitStatus) {
    line = JSONWriter.write(node)
    self.status = status
  }
}
