public import Diagnostics

extension Explanation {
  /// MT-K: live clusters.
  public static let inCluster: [Explanation] = reaching + writing + deploying

  private static let reaching: [Explanation] = [
    Explanation(
      "MT-K-01", "a client reaches the clusters",
      source: "kubectl and oc: both read the same kubeconfig",
      why: "The tool has no client of its own: a second copy of credentials would be one more place to lose them. "
        + "It starts the client that the administrator already uses, with its log-in, plugins and proxies.",
      repair: "Install `oc` or `kubectl`. A client outside of PATH is named with --client, MESHTRUST_CLIENT, or "
        + "`client` in clusters.yaml; never in federation.yaml, since a program that a repository names would run "
        + "with your rights."),
    Explanation(
      "MT-K-02", "a mesh is reached through a context that somebody chose for it",
      source: "the kubeconfig's contexts; --context, MESHTRUST_CONTEXTS, clusters.yaml, federation.yaml, in falling "
        + "order",
      why: "The current context is what somebody chose last, perhaps in another window. Commands that fall back to "
        + "it act on the wrong cluster sooner or later, so none of these does, not even to read.",
      repair: "Choose once in clusters.yaml in the configuration folder of your account (`~/.config/meshtrust`): "
        + "`meshes: {red-mesh: {context: red-admin}}`. For one run: --context red-mesh=red-admin, or "
        + "MESHTRUST_CONTEXTS=red-mesh=red-admin,green-mesh=green-admin."),
    Explanation(
      "MT-K-03", "the context exists",
      source: "kubectl config get-contexts",
      why: "A name that the kubeconfig does not have reaches nothing. Contexts are personal: what a colleague calls "
        + "`red-admin` may have another name on this machine.",
      repair: "List the contexts with `kubectl config get-contexts -o name`. Set KUBECONFIG or --kubeconfig if the "
        + "kubeconfig is another one."),
    Explanation(
      "MT-K-04", "the context is whole",
      source: "kubectl config view --minify",
      why: "A context whose cluster or user is missing makes clients talk to localhost:8080, or ask for a name and "
        + "a password, without saying so. On a machine where something listens there, that would be a foreign "
        + "cluster.",
      repair: "Repair the kubeconfig: the context must name a cluster with a `server`, and a user."),
    Explanation(
      "MT-K-05", "a context leads to the same cluster as before",
      source: "the uid of the control plane's namespace, which no other cluster has",
      why: "A kubeconfig that was replaced, or a context of the same name on another machine, leads to a cluster "
        + "where the same namespace may exist. Evidence from there would open gates that nothing here proves.",
      repair: "Check the context. If the cluster was rebuilt on purpose, `meshtrust cluster check MESH "
        + "--accept-new-cluster` records the new one."),
    Explanation(
      "MT-K-55", "a context leads where it led when it was shown",
      source: "kubectl config view --minify: server, user, and how the server is reached",
      why:
        "What is confirmed is a context with its server and user. While the question stands, another window may log in "
        + "elsewhere or change the kubeconfig; a private key must not go to a cluster that nobody was asked about.",
      repair: "Run the same again, and read the context that is shown."),
    Explanation(
      "MT-K-06", "the cluster takes the credentials",
      source: "HTTP status 401, or the words of a credential plugin",
      why: "A token has expired, or the program that makes tokens failed. Plugins that must ask something cannot do "
        + "so behind another program.",
      repair: "Log in with `oc login`, or run the command of the message once in the foreground; plugins keep what "
        + "they get there."),
    Explanation(
      "MT-K-07", "what is forbidden is not absent",
      source: "HTTP status 403; RBAC",
      why: "If an answer is refused, nothing is known of the objects: they are neither there nor missing. Commands "
        + "go on with the rest, and evidence that cannot be read opens no gate.",
      repair: "`meshtrust cluster rights MESH` prints the Role and RoleBinding; whoever administers the cluster "
        + "applies them."),
    Explanation(
      "MT-K-08", "the cluster can be reached",
      source: "the client's own words",
      why: "Network, VPN, name resolution, or the certificate of the API server. An empty kubeconfig leads to "
        + "localhost:8080.",
      repair: "Try `kubectl --context=CONTEXT version`, which takes the same way."),
    Explanation(
      "MT-K-09", "a refusal has a reason",
      source: "the API server's Status: code, reason and message",
      why: "The API server, or one of its webhooks, refuses the request as it is. The same request will be refused "
        + "again.",
      repair: "Change what the reason names."),
    Explanation(
      "MT-K-10", "an answer has an end",
      source: "RFC 9112 section 8: incomplete messages",
      why: "The connection ended before the whole answer was there, in every attempt. What was read so far is not "
        + "used, since a list that is cut off looks like a shorter one.",
      repair: "Try again. If it lasts, look for a proxy or a load balancer between here and the cluster that ends "
        + "long answers."),
    Explanation(
      "MT-K-11", "the control plane's namespace exists",
      source: "HTTP status 404 for the namespace",
      why: "A list in a namespace that does not exist is empty and no error, so that the namespace itself is read "
        + "first.",
      repair: "Check the context, and `namespace` in federation.yaml."),
    Explanation(
      "MT-K-12", "the cluster knows the kinds of the mesh",
      source: "HTTP status 404 without the name of an object",
      why: "The definitions of ServiceMeshPeers and their kin come with OpenShift Service Mesh 2. Without them the "
        + "objects cannot exist.",
      repair: "Check the context. A mesh of upstream Istio is described with `controlPlane: {flavour: istio}`."),
    Explanation(
      "MT-K-13", "the cluster answers",
      source: "HTTP status 429 or 5xx, in every attempt",
      why: "The API server is overloaded, restarts, or cannot reach its store.",
      repair: "Try again later. The attempts waited as long as the server asked for."),
    Explanation(
      "MT-K-14", "an answer comes in time",
      source: "30 s for each answer",
      why: "The API server, or the way to it, is dead or very slow.",
      repair: "Try `kubectl --context=CONTEXT version`."),
    Explanation(
      "MT-K-15", "the client starts and says what it should",
      source: "the client's own words",
      why: "The client failed before it reached a cluster, or what it printed cannot be read.",
      repair: "Run the client alone: `kubectl config view --minify --context=CONTEXT`."),
    Explanation(
      "MT-K-16", "the path of a server's address is kept",
      source: "kubernetes#94280; `kubectl proxy --append-server-path` since 1.23",
      why: "Gateways of several clusters, such as Rancher's, have a path in their address. Older clients drop it in "
        + "silence when they serve a proxy, so that another API answers.",
      repair: "Use a client of 1.23 or later."),
    Explanation(
      "MT-K-17", "the servers of a cluster agree about the time",
      source: "the Date of each answer (RFC 9110 section 6.6.1)",
      why: "What happened before what is decided by the times of the API servers. If their clocks differ by more "
        + "than 5 s, no order can be proved by them.",
      repair: "Synchronise the clocks of the control plane's nodes (NTP)."),
    Explanation(
      "MT-K-18", "only its owner can write clusters.yaml",
      source: "the mode and the owner of the file",
      why: "The file names programs that are run, and contexts that are used with your rights. Whoever can write it "
        + "can do both.",
      repair: "`chmod go-w` the file; it must belong to you."),
    Explanation(
      "MT-K-19", "an answer is one of the Kubernetes API",
      source: "the form of lists and objects in the API",
      why: "Something else answered: a log-in page, a proxy, another server at the same address.",
      repair: "Check the server's address in the kubeconfig."),
    Explanation(
      "MT-K-21", "an object is there",
      source: "HTTP status 404 with the name of the object",
      why: "The cluster has no object of this name in this namespace.",
      repair: "Check the name and the namespace."),
    Explanation(
      "MT-K-22", "libcurl is installed",
      source: "libcurl.so.4, loaded when a cluster is reached",
      why: "Requests to the client's socket go through libcurl. It is not linked, so that commands that reach no "
        + "cluster start without it.",
      repair: "Install the package `libcurl4`."),
  ]
}
