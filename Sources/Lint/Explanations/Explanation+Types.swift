import Diagnostics

extension Explanation {
  /// MT-S: manifests as such.
  static let types: [Explanation] = [
    Explanation(
      "MT-S-01", "fields exist in the type",
      source: "CustomResourceDefinitions of OpenShift Service Mesh 2.5; Kubernetes API types",
      why: "The API server drops an unknown field, at most with a warning, and the intended setting stays at its "
        + "default.",
      repair: "Write the field's correct name, or move it to the right place."),
    Explanation(
      "MT-S-02", "values have the field's type",
      source: "CustomResourceDefinitions of OpenShift Service Mesh 2.5; Kubernetes API types",
      why: "The API server rejects the object.",
      repair: "Quote text that looks like a number or boolean, and remove the quotes from real ones."),
    Explanation(
      "MT-S-03", "data of Secrets and binaryData is base64", source: "Kubernetes core/v1; RFC 4648 section 4",
      why: "The API server rejects the object.",
      repair: "Encode the value, or use `stringData`."),
    Explanation(
      "MT-S-04", "objects have valid names", source: "Kubernetes, Object Names and IDs",
      why: "The API server rejects the object, halfway through an apply.",
      repair: "Use lower-case letters, digits, hyphens and, where allowed, dots."),
    Explanation(
      "MT-S-05", "every object is defined once", source: "Kubernetes API conventions",
      why: "The one that is applied last wins, and that depends on the order of files.",
      repair: "Remove all but one."),
    Explanation(
      "MT-S-06", "required fields are present", source: "CustomResourceDefinitions of OpenShift Service Mesh 2.5",
      why: "The API server rejects the object.",
      repair: "Add the field."),
    Explanation(
      "MT-S-07", "documents are manifests of a kind that exists",
      source: "Kubernetes API conventions, section Types (Kinds)",
      why: "No API server knows what it is.",
      repair: "Write the right kind and API version, or leave out the file."),
    Explanation(
      "MT-S-08", "ConfigMaps and Secrets fit the limits", source: "Kubernetes core/v1 MaxSecretSize; IsConfigMapKey",
      why: "The API server rejects more than 1 MiB, and keys that are not valid file names.",
      repair: "Rename the key, or split the object."),
    Explanation(
      "MT-S-09", "no placeholder of a manual is left", source: "OpenShift Service Mesh manual 1.18",
      why: "The API server stores `<exportingMesh>` like any other text. The object then names something that does not "
        + "exist, and has no effect.",
      repair: "Write the real name in its place."),
    Explanation(
      "MT-S-10", "values have no invisible characters",
      source: "Kubernetes, Object Names and IDs; RFC 1123 section 2.1",
      why:
        "Web pages put characters without width where a line may break, and they are copied with the text. A name with "
        + "one looks right, and is another name.",
      repair: "Type the value again, or remove everything that is not ASCII."),
    Explanation(
      "MT-S-11", "the version of Istio is one that is known", source: "this tool's own rule",
      why:
        "What reloads, what reaches proxies and what ztunnels refuse differs between versions. Without a known one, the "
        + "rules of the nearest known version are used, or those that need a version are not checked.",
      repair: "Check the release notes for changes of trust, or upgrade this tool."),
  ]
}
