public import Diagnostics
public import Documents

/// What is missing or wrong before any request.
public enum SetupFault: Error, Hashable, Sendable {
  /// Neither `kubectl` nor `oc` is on the path, or the program that was named is missing.
  case noClient(tried: [String])
  /// Nobody said which context a mesh is reached through.
  case noContext(mesh: String, file: String)
  /// The kubeconfig has no context of that name.
  case unknownContext(String, mesh: String, known: [String])
  /// The context names a cluster or a user that the kubeconfig lacks: clients then talk to localhost:8080 as nobody.
  case emptyContext(String, missing: [String])
  /// A client before 1.23 drops the path of the server's URL, and talks to another API.
  case droppedPath(server: String)
  /// The client failed before it served, or what it printed cannot be read.
  case client(program: String, reason: String)
  /// clusters.yaml cannot be read.
  case clustersFile(DocumentsError)
  /// Others can write clusters.yaml, which names programs to run.
  case writableFile(String)
  /// federation.yaml lets nothing be written to the mesh's cluster.
  case readOnly(mesh: String)
  /// libcurl is missing.
  case noLibrary([String])
}

extension SetupFault: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .noClient(let tried):
      Diagnostic(
        "MT-K-01", what: "there is no client to reach clusters with",
        why: "not found: \(tried.joined(separator: ", ")); credentials stay with the client, so there is no other way",
        next: "install oc or kubectl, or name one with --client or MESHTRUST_CLIENT")
    case .noContext(let mesh, let file):
      Diagnostic(
        "MT-K-02", what: "it is not known through which context `\(mesh)` is reached",
        why: "the current context is never used: it is what somebody chose last, for something else",
        next: "--context \(mesh)=CONTEXT; or `\(mesh): {context: CONTEXT}` below `meshes:` in \(file); or "
          + "`cluster: {context: CONTEXT}` in federation.yaml. kubectl config get-contexts -o name")
    case .unknownContext(let name, let mesh, let known):
      Diagnostic(
        "MT-K-03", what: "the kubeconfig has no context `\(name)`, through which `\(mesh)` is to be reached",
        why: known.isEmpty ? "it has none at all" : "it has \(known.prefix(8).joined(separator: ", "))",
        next: .didYouMean(Spelling.nearest(to: name, among: known), otherwise: "kubectl config get-contexts -o name"))
    case .emptyContext(let name, let missing):
      Diagnostic(
        "MT-K-04", what: "the context `\(name)` is incomplete: it has no \(missing.joined(separator: " and no "))",
        why: "clients do not say so, and talk to localhost:8080, or ask for a name and a password",
        next: "kubectl config view --minify --context=\(ShellWord.quoted(name)), and repair the kubeconfig")
    case .droppedPath(let server):
      Diagnostic(
        "MT-K-16", what: "this client cannot serve the API behind \(server)",
        why: "before 1.23 it drops the path of a server's address, so that another API answers",
        next: "use kubectl 1.23, oc 4.10, or later")
    case .client(let program, let reason):
      Diagnostic(
        "MT-K-15", what: "`\(program)` failed before it reached a cluster", why: "\(reason)",
        next: "run it alone: \(ShellWord.quoted(program)) config get-contexts")
    case .clustersFile(let error): error.diagnostic
    case .writableFile(let path):
      Diagnostic(
        "MT-K-18", what: "others can write `\(path)`",
        why: "clusters.yaml names programs that are run, and contexts with your rights",
        next: "chmod go-w \(ShellWord.quoted(path))")
    case .readOnly(let mesh):
      Diagnostic(
        "MT-K-53", what: "nothing is written to the cluster of `\(mesh)`",
        why: "federation.yaml says `cluster: {write: false}`, because others write there",
        next: "do it where the mesh is written from, or set `write: true`")
    case .noLibrary(let names):
      Diagnostic(
        "MT-K-22", what: "libcurl is not installed", why: "not found: \(names.joined(separator: ", "))",
        next: "apt-get install libcurl4")
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .noClient, .noLibrary: .inputOutput
    case .noContext, .unknownContext: .usage
    case .emptyContext, .client: .malformed
    case .droppedPath, .writableFile, .readOnly: .refused
    case .clustersFile(let error): error.exitStatus
    }
  }
}
