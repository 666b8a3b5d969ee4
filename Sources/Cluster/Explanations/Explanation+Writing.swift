import Diagnostics

extension Explanation {
  /// MT-K-23 to MT-K-29, MT-K-47 and MT-K-54: what a cluster says to a write.
  static let writing: [Explanation] = [
    Explanation(
      "MT-K-23", "a value of others is not replaced unasked",
      source: "server-side apply: HTTP status 409, causes FieldManagerConflict",
      why: "The API server records who wrote which field. Another manager owns one of ours with another value.",
      repair:
        "`meshtrust deploy MESH --dry-run` shows manager, time and value. Agree with whoever wrote it, or name the "
        + "object with --take-over."),
    Explanation(
      "MT-K-24", "an object stays as it was read until it is written",
      source: "HTTP status 409; metadata.uid and metadata.resourceVersion are the lock",
      why:
        "Every write names the version of the object that it was decided on, so that nothing is overwritten that was "
        + "not seen. Somebody else wrote the object meanwhile, or made it anew.",
      repair: "Run the same again. If it lasts, two programs write the same object: find the other one."),
    Explanation(
      "MT-K-25", "the cluster's own rules allow the object", source: "admission webhooks",
      why: "A webhook of the cluster looked at the object and refused it. The operator's own webhook does so, too.",
      repair: "Read the reason; it is the webhook's. `meshtrust deploy MESH --dry-run` asks without writing."),
    Explanation(
      "MT-K-26", "the namespace has room", source: "ResourceQuota",
      why: "A quota of the namespace counts ConfigMaps or Secrets, and is used up.",
      repair: "Let the cluster's administrator raise the quota, or remove what is not needed."),
    Explanation(
      "MT-K-27", "the namespace is there to stay", source: "HTTP status 403, cause NamespaceTerminating",
      why: "The namespace is being deleted, and takes no new objects.",
      repair: "Wait until it is gone, create it again, and deploy again."),
    Explanation(
      "MT-K-28", "the cluster's definitions allow the object", source: "HTTP status 422; OpenAPI schemas of the kinds",
      why: "The definition in the cluster is older or newer than what the home writes for, or a field cannot change "
        + "once it is set.",
      repair: "Compare `controlPlane.version` in federation.yaml with the operator's version."),
    Explanation(
      "MT-K-54", "what a cluster keeps is what was sent to it", source: "the answer to a write, and to a dry run of it",
      why: "A webhook may change an object before it is kept, and the server says yes all the same. The answer, or the "
        + "object as it is read afterwards, has another value at a field of ours. What others add beside our fields, or a "
        + "definition fills in, is no such change.",
      repair: "Let the cluster's administrator except the object from whatever changes it. "
        + "`meshtrust deploy MESH --dry-run` asks again without writing."),
    Explanation(
      "MT-K-29", "a write that was not answered is read again",
      source: "tried: a lost answer, a time-out and a killed client all left the write done",
      why: "A request that fails may have been carried out. After every unknown end the object is read again, and "
        + "written again only if it is not as it should be. Here the cluster did not even let that be found out.",
      repair: "Run the same again once the cluster answers: what is done already stays as it is."),
    Explanation(
      "MT-K-47", "the operator takes up the control plane",
      source: "status.conditions of the ServiceMeshControlPlane: Reconciled; status.observedGeneration",
      why:
        "Peers, exports and imports apply to the gateways that the operator makes of the control plane, so that they "
        + "are written once it is reconciled.",
      repair: "`oc get servicemeshcontrolplane -o yaml` has the operator's words. Then run the same again."),
  ]

  /// MT-K-40 to MT-K-52: what a deployment leaves alone, and why.
  static let deploying: [Explanation] = [
    Explanation(
      "MT-K-40", "an object has one owner",
      source: "ownerReferences; the labels, annotations and managers of Argo CD, Flux, Helm, kapp, kpt and ApplySets",
      why:
        "Argo CD and Flux write with force, and undo what others write within minutes. A chart or an inventory would "
        + "delete or refuse the object.",
      repair: "Commit the file of the message to the repository from which the owner writes. The folder out/MESH has "
        + "it, and `meshtrust deploy MESH --dry-run` what differs."),
    Explanation(
      "MT-K-41", "what people wrote is not replaced unasked", source: "metadata.managedFields",
      why: "If people applied what this home published, in this version or an earlier one, it is taken over. Anything "
        + "else may be there for a reason that the home does not know.",
      repair: "Read the differences with --dry-run. To replace the values of one object: --take-over "
        + "NAMESPACE/KIND/NAME."),
    Explanation(
      "MT-K-42", "one home deploys to a mesh", source: "annotation meshtrust/home",
      why:
        "The annotation has the identifier of the home that deployed the object. Another home has other authorities.",
      repair: "Deploy from the other home. If it is lost for good, take over the objects by name."),
    Explanation(
      "MT-K-43", "the newest copy of a home deploys", source: "annotation meshtrust/serial; table deployment",
      why: "Each deployment of a mesh has a higher number than the one before. A cluster with a higher number than the "
        + "home knows of was written by a newer copy of it, so that this copy may lack authorities that are in use.",
      repair: "Use the newer copy. If it is lost, take over the objects by name; every peer must get the roots of this "
        + "copy."),
    Explanation(
      "MT-K-67", "of two copies of a home, one deploys", source: "annotation meshtrust/serial; table deployment",
      why:
        "Two copies may begin the same deployment at once. The slower one then finds, under its own name and number, "
        + "what it never deployed: authorities of the other copy, which it may not have.",
      repair: "Use the other copy. If it is lost, take over the objects by name; every peer must get the roots of this "
        + "copy."),
    Explanation(
      "MT-K-44", "an object that is being deleted is not written", source: "metadata.deletionTimestamp",
      why: "It goes as soon as its finalizers are done, with whatever was written to it.",
      repair: "Wait until it is gone, and deploy again, which creates it."),
    Explanation(
      "MT-K-45", "a mesh with `write: false` is only read", source: "spec.meshes[].cluster.write of federation.yaml",
      why: "Such a mesh is written from a repository, or by an administrator who does not want anybody else to.",
      repair: "Commit the files of out/MESH there, or set `write: true`."),
    Explanation(
      "MT-K-48", "nobody's field vanishes", source: "the answer to a dry run, compared with what is there",
      why: "The API server was asked what it would make of the write. Fields that somebody else wrote would be gone.",
      repair: "See with `oc get -o yaml --show-managed-fields` who wrote them."),
    Explanation(
      "MT-K-49", "only what certainly is ours is deleted",
      source: "label, annotation meshtrust/home, uid, managedFields and the signs of owners",
      why: "Deleting by a label has deleted what merely had the label. Here every sign must agree: kind, label, home, "
        + "the uid that was recorded, and no other owner or manager.",
      repair: "Nothing has to be done. If the object is not needed, delete it yourself."),
    Explanation(
      "MT-K-50", "no annotation has a copy of a private key",
      source: "kubectl.kubernetes.io/last-applied-configuration",
      why: "A client-side apply copies the whole Secret into an annotation, where the key outlives its rotation.",
      repair: "`deploy` removes the annotation. Whoever could read the Secret before has the key: if those should not, "
        + "replace the root: `meshtrust rotate start MESH --compromised`. Proxies accept the old intermediate until it expires."
    ),
    Explanation(
      "MT-K-51", "objects are deleted on request", source: "`meshtrust help deploy`",
      why: "The home once deployed the object and no longer writes it.",
      repair: "`meshtrust deploy MESH --prune` deletes it."),
    Explanation(
      "MT-K-52", "fields of a control plane are removed on request", source: "`meshtrust help deploy`",
      why: "The home once deployed the field and no longer writes it. A gateway goes as a whole, and only as long as "
        + "nobody has added to it.",
      repair: "`meshtrust deploy MESH --prune` removes what nobody else has changed."),
    Explanation(
      "MT-K-53", "no command writes to a mesh with `write: false`",
      source: "spec.meshes[].cluster.write of federation.yaml",
      why: "Such a mesh is written from a repository, or by an administrator who does not want anybody else to. That "
        + "holds for restarts as for objects.",
      repair: "Do it where the mesh is written from, or set `write: true`."),
  ]
}
