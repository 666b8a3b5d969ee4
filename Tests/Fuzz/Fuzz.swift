import Glibc

/// Feeds mutated inputs to one decoder: `Fuzz TARGET [libFuzzer's own arguments and corpus folders]`.
///
/// Whatever a decoder throws is an answer; a crash, a hang or too much memory is a defect that libFuzzer reports.
@main
enum Fuzz {
  /// The decoder under test; set once, before libFuzzer starts.
  nonisolated(unsafe) private static var decoder: (([UInt8]) -> Void)?

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2, let target = FuzzTarget(rawValue: arguments[1]) else {
      let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
      print("usage: Fuzz TARGET [ARGUMENT ...]\ntargets: \(known)")
      exit(64)
    }
    unsafe decoder = target.decode
    var texts: [UnsafeMutablePointer<CChar>?] = unsafe ([arguments[0]] + arguments.dropFirst(2)).map {
      unsafe strdup($0)
    }
    var count = Int32(unsafe texts.count)
    unsafe texts.append(nil)
    unsafe texts.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      exit(
        unsafe runDriver(&count, &start) { bytes, size in
          let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: size))
          unsafe Fuzz.decoder?(input)
          return 0
        })
    }
  }
}

/// libFuzzer's entry for programs that bring their own `main`.
@_extern(c, "LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
