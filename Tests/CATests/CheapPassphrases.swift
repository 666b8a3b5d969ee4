import Testing

@testable import CA

/// Guesses of passphrases cost nearly nothing in a suite that is about something else.
struct CheapPassphrases: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    try await PassphraseCost.$isCheap.withValue(true) { try await body() }
  }
}

extension Trait where Self == CheapPassphrases {
  static var cheapPassphrases: Self { CheapPassphrases() }
}
