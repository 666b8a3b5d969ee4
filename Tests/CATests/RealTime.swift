import Foundation
import X509

/// The clock on the wall, for tests in which other people's programs look at certificates.
enum RealTime {
  static var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}
