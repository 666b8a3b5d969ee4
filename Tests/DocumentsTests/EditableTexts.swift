import Testing

/// Texts in every form in which a YAML or JSON file may be written, for what has to hold of each of their nodes.
struct EditableText: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  /// The nodes that cannot be removed: the last one of a block, what a merge key brings, the first key of an item if a
  /// comment follows it.
  let stays: Set<String>

  var testDescription: String { name }

  init(_ name: String, stays: Set<String> = [], _ text: String) {
    self.name = name
    self.text = text
    self.stays = stays
  }

  /// The same text with another end to each line, or with a byte order mark.
  var variants: [EditableText] {
    [
      self,
      EditableText(name + ", CR LF", stays: stays, text.replacing("\n", with: "\r\n")),
      EditableText(name + ", byte order mark", stays: stays, "\u{FEFF}" + text),
      EditableText(name + ", no last line break", stays: stays, text.hasSuffix("\n") ? String(text.dropLast()) : text),
    ]
  }

  static let all: [EditableText] = [
    EditableText(
      "block",
      stays: ["0.spec.meshes", "0.spec.meshes.0.name", "0.spec.meshes.2.peers.0"],
      """
      # first
      apiVersion: v1
      spec:
        meshes:
        # about red
        - name: red   # rouge
          # deeper
          peers:
          - green
          - blue   # bleu

          text: "two
            lines"
        - peers: [a]
          name: green
        -
          name: blue
          peers:
            - red
        # the end of the list

      # the end

      """),
    EditableText(
      "sequences in sequences", stays: ["0.0.1.0"],
      """
      - - a
        - - b
      - c: 1
        d: 2
      - - e
        - f

      """),
    EditableText(
      "block scalars",
      """
      literal: |
        one

        # no comment
        two
      folded: >-
        a
        b
      kept: |+
        x

      next: 1

      """),
    EditableText(
      // A comment between an item and its comma.
      "flow in block", stays: ["0.c.1"],
      """
      a: [x, "y, ]", 'it''s', {k: [1, 2], l: }, it's]   # [
      b: {k: v, "q": 'w', e: , f}
      c: [
        one,   # eins
        two
        # before three
        , three
      ]
      d: {
        x: 1,
        y: [
          2
        ],
        z: 3
      }
      e: [a, b, ]
      f: [ a ]

      """),
    EditableText(
      "accents, which are scalars of their own",
      """
      - {nam\u{65}\u{301}: "cafe\u{301}", peers: [a, "e\u{301}", c]}   # e\u{301}
      - "\u{1F1E9}\u{1F1EA}": [\u{1D11E}, b]
        t: {tab:\t1, \tb: 2}

      """),
    EditableText(
      "JSON",
      """
      {
        "apiVersion": "v1",
        "metadata": {"name": "caf\\u00e9 \\ud83d\\ude00", "labels": {}},
        "items": [
          {"a": 1, "b": [true, null, -1.5e3]},
          {
            "c": "x, ]",
            "d": "\\"}"
          },
          []
        ]
      }

      """),
    EditableText("JSON on one line", #"{"a":[1,2,{"b":"c","d":[]}],"e":{"f":null}}"#),
    EditableText("JSON values one after the other", "{\"a\": 1, \"b\": 2}\n{\"c\": [1, 2]}\n"),
    EditableText("JSON and then YAML", "{\"a\": 1, \"b\": 2}\n---\nc: 1\nd: [1, 2]\n"),
    EditableText(
      "documents",
      """
      ---
      a: 1
      b: 2
      --- # second
      - x
      - y
      ...
      ---
      c: {d: e}
      f: 1

      """),
    EditableText(
      "anchors, aliases and merge keys",
      stays: [
        // What an alias repeats would change in two places.
        "0.base.peers", "0.base.peers.0", "0.base.peers.1", "0.base.port", "0.alias.peers", "0.alias.peers.0",
        "0.alias.peers.1", "0.alias.port", "0.base",
        // What a merge key brings stands elsewhere.
        "0.merged.peers", "0.merged.peers.0", "0.merged.peers.1", "0.merged.port",
        "0.flow.peers", "0.flow.peers.0", "0.flow.peers.1", "0.flow.port",
      ],
      """
      base: &base
        peers: [a, b]
        port: 1
      alias: *base
      merged:
        own: 1
        more: 2
        <<: *base
      flow: {own: 1, <<: *base, more: 2}
      tagged: !!str 5
      anchored: &x [1, 2]

      """),
    EditableText(
      "explicit keys, tags and odd spaces",
      stays: ["0.explicit"],
      """
      ? explicit
      : 1
      "quoted" :  2
      tags: !!map
        a: !!int 1
        b: !!null
      list: !!seq
      - !!str a
      -   b
      colon: a:b#c

      """),
  ]
}
