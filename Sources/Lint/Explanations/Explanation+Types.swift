import Diagnostics

extension Explanation {
  /// MT-S: manifests as such.
  static let types: [Explanation] = [
    Explanation(
      "MT-S-01", "fields are those of the type",
      source: "CustomResourceDefinitions of OpenShift Service Mesh 2.5; Kubernetes API types",
      why: "The API server drops a field that it does not know, with a warning that scrolls by at most. What "
        + "it should have set stays at its default.",
      repair: "Write the field's right name, or put it where it belongs."),
    Explanation(
      "MT-S-02", "values are of the field's type",
      source: "CustomResourceDefinitions of OpenShift Service Mesh 2.5; Kubernetes API types",
      why: "The API server refuses the object.",
      repair: "Put texts that look like numbers or booleans into quotes, and take the quotes off real ones."),
    Explanation(
      "MT-S-03", "data of Secrets and binaryData are base64",
      source: "Kubernetes core/v1; RFC 4648 section 4",
      why: "The API server refuses the object.",
      repair: "Encode the value, or use `stringData`."),
    Explanation(
      "MT-S-04", "objects have proper names",
      source: "Kubernetes, Object Names and IDs",
      why: "The API server refuses the object, in the middle of an apply that has done half of its work.",
      repair: "Use lower-case letters, digits, hyphens and, where allowed, dots."),
    Explanation(
      "MT-S-05", "every object stands there once",
      source: "Kubernetes API conventions",
      why: "The one that is applied last wins, and which that is depends on the order of files.",
      repair: "Remove all but one."),
    Explanation(
      "MT-S-06", "required fields are there",
      source: "CustomResourceDefinitions of OpenShift Service Mesh 2.5",
      why: "The API server refuses the object.",
      repair: "Add the field."),
    Explanation(
      "MT-S-07", "documents are manifests of a kind that exists",
      source: "Kubernetes API conventions, section Types (Kinds)",
      why: "No API server knows what it is.",
      repair: "Give the right kind and API version, or leave the file out."),
    Explanation(
      "MT-S-08", "ConfigMaps and Secrets fit",
      source: "Kubernetes core/v1 MaxSecretSize; IsConfigMapKey",
      why: "The API server refuses more than 1 MiB, and keys that cannot be names of files.",
      repair: "Rename the key, or split the object."),
  ]
}
