import CPKCS11
import Diagnostics
import Dispatch
import Glibc
import Synchronization

/// A PKCS #11 module that was loaded. All calls are made one after the other, each with a deadline.
///
/// A call that does not come back keeps its thread: the module is not called again, and the process must end without
/// running anything of the module, see ``SignerAccess/wasAnyLoaded``. `@unchecked` is correct because the list of functions
/// never changes once it is there, and only jobs of the queue read it.
@safe final class TokenLibrary: @unchecked Sendable {
  let path: String
  private let seconds: Int
  /// What is printed if the module crashes.
  private let lastWords: String
  private let queue = DispatchQueue(label: "pkcs11")
  private var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
  private let state = Mutex(State())

  private struct State {
    /// The function that was called last.
    var function = "dlopen"
    /// Our own standard output, while a call runs.
    var output: Int32?
    var isLost = false
  }

  /// Names a module; ``open()`` loads it.
  init(_ module: TokenModule, words: (Diagnostic) -> String) throws(SignerFault) {
    path = try MachineFile.program(module.path)
    seconds = module.seconds
    lastWords = words(TokenFault.crashed(module: path).diagnostic) + "\n"
  }

  static let wasAnyLoaded = Atomic<Bool>(false)

  /// Loads the module and initialises it.
  func open() throws(TokenFault) {
    Self.wasAnyLoaded.store(true, ordering: .relaxed)
    try run(atLeast: 0) { () throws(TokenFault) in try self.load() }
  }

  private func load() throws(TokenFault) {
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .notAModule(path: path, reason: unsafe dlerror().map { unsafe String(cString: $0) } ?? "it does not load")
    }
    guard let symbol = unsafe dlsym(handle, "C_GetFunctionList") else {
      throw .notAModule(path: path, reason: "it is a library without C_GetFunctionList")
    }
    var found: UnsafeMutablePointer<CK_FUNCTION_LIST>?
    enter("C_GetFunctionList")
    let code = unsafe pkcs11FunctionList(symbol, &found)
    guard code == 0, let found = unsafe found,
      unsafe found.pointee.version.major == 2 || found.pointee.version.major == 3
    else {
      throw .notAModule(path: path, reason: "it gave no functions of PKCS #11 2 or 3: \(TokenReturn(number: code))")
    }
    unsafe list = found
    let alreadyInitialised: UInt = 0x191
    var arguments = unsafe CK_C_INITIALIZE_ARGS()
    unsafe arguments.flags = UInt(PKCS11SystemLocks)
    do throws(TokenFault) {
      try check("C_Initialize", allowing: [alreadyInitialised]) { functions in
        unsafe functions.pointee.C_Initialize.map { initialise in unsafe initialise(&arguments) }
      }
    } catch .device(let code, _, _), .other(let code, _, _) {
      throw .notAModule(path: path, reason: "C_Initialize answered \(code)")
    }
  }

  /// Runs a job on the module's own thread, and waits for it.
  ///
  /// - Parameter least: For calls that take longer than others.
  func run<Value: Sendable>(
    atLeast least: Int, _ job: @escaping @Sendable () throws(TokenFault) -> Value
  ) throws(TokenFault) -> Value {
    let limit = max(seconds, least)
    guard !state.withLock({ $0.isLost }) else { throw late(limit) }
    let answer = Mutex<Result<Value, TokenFault>?>(nil)
    let end = DispatchSemaphore(value: 0)
    let box = Box(answer)
    queue.async {
      self.enterModule()
      let result = Result { () throws(TokenFault) in try job() }
      self.leaveModule()
      box.answer.withLock { $0 = result }
      end.signal()
    }
    guard end.wait(timeout: .now() + .seconds(limit)) == .success, let result = box.answer.withLock({ $0 }) else {
      state.withLock { $0.isLost = true }
      restoreOutput()
      throw late(limit)
    }
    return try result.get()
  }

  private final class Box<Value: Sendable>: Sendable {
    let answer: Mutex<Result<Value, TokenFault>?>

    init(_ answer: consuming Mutex<Result<Value, TokenFault>?>) { self.answer = answer }
  }

  private func late(_ limit: Int) -> TokenFault {
    .late(at: state.withLock { $0.function }, seconds: limit, module: path)
  }

  /// While the module runs, what it prints goes to standard error: standard output is data. If it crashes, the process
  /// ends with words.
  private func enterModule() {
    let saved = dup(1)
    state.withLock { $0.output = saved }
    _ = fcntl(saved, F_SETFD, FD_CLOEXEC)
    dup2(2, 1)
    // The shim keeps a copy of the text.
    unsafe lastWords.withCString { unsafe pkcs11Guard($0, lastWords.utf8.count) }
  }

  private func leaveModule() {
    pkcs11Unguard()
    fflush(nil)
    restoreOutput()
  }

  private func restoreOutput() {
    state.withLock { state in
      guard let saved = state.output else { return }
      dup2(saved, 1)
      close(saved)
      state.output = nil
    }
  }

  private func enter(_ function: StaticString) { state.withLock { $0.function = "\(function)" } }

  /// Makes one call, inside of a job.
  ///
  /// - Parameters:
  ///   - codes: The codes beside 0 that are no faults.
  ///   - call: Nil if the module has no such function.
  @discardableResult
  @safe func check(
    _ function: StaticString, token: String = "", allowing codes: Set<UInt> = [],
    _ call: (UnsafeMutablePointer<CK_FUNCTION_LIST>) -> UInt?
  ) throws(TokenFault) -> UInt {
    guard let list = unsafe list else { throw .notAModule(path: path, reason: "it gave no functions") }
    enter(function)
    guard let code = unsafe call(list) else {
      throw .impossible(at: "\(function)", reason: "the module has no such function", module: path)
    }
    guard code == 0 || codes.contains(code) else {
      throw TokenFault(TokenReturn(number: code), at: "\(function)", token: token, module: path)
    }
    return code
  }

  func impossible(_ function: StaticString, _ reason: String) -> TokenFault {
    .impossible(at: "\(function)", reason: reason, module: path)
  }
}
