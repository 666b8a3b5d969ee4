extension PathOracleTests {
  static let differences: [String: Difference] = [:]
}
