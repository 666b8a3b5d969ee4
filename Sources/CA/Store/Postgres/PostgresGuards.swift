/// What the database itself demands, whoever writes. Entries of the log are only appended, each follows the one before it,
/// its hash is that of its fields, and its actor is the user whom the server let in. Who proposed something records no
/// approval of it. `SET ROLE` does not change `session_user`.
enum PostgresGuards {
  struct Function {
    let name: String
    var table = "log"
    /// When it is called.
    let event: String
    let isForEachRow: Bool
    /// `pg_trigger.tgtype`: 1 for each row, 2 before, 4 INSERT, 8 DELETE, 16 UPDATE, 32 TRUNCATE.
    let type: Int
    let body: String
  }

  static let functions = [
    Function(
      name: "log_append", event: "BEFORE INSERT", isForEachRow: true, type: 7,
      body: """

        DECLARE
          home store%ROWTYPE;
          last log%ROWTYPE;
          fields text[];
          hash text;
        BEGIN
          SELECT * INTO home FROM store;
          IF home.state = 'moved' THEN
            RAISE EXCEPTION USING ERRCODE = 'MT005', MESSAGE = home.moved_to;
          END IF;
          SELECT * INTO last FROM log ORDER BY entry DESC LIMIT 1;
          IF NEW.entry IS DISTINCT FROM coalesce(last.entry, 0) + 1
            OR NEW.previous IS DISTINCT FROM coalesce(last.hash, repeat('0', 64)) THEN
            RAISE EXCEPTION 'the entry does not follow the last one' USING ERRCODE = 'MT002';
          END IF;
          IF home.state = 'loading' THEN
            IF NOT pg_has_role(session_user, 'meshtrust_owner', 'MEMBER') THEN
              RAISE EXCEPTION 'the home is being moved here' USING ERRCODE = 'MT003';
            END IF;
          ELSIF NEW.form IS DISTINCT FROM 2 OR NEW.actor IS DISTINCT FROM session_user::text THEN
            RAISE EXCEPTION 'the actor of the entry is not %', session_user USING ERRCODE = 'MT003';
          END IF;
          fields := ARRAY[NEW.entry::text, NEW.time::text, NEW.action, NEW.subject, NEW.details, NEW.previous];
          IF NEW.form = 2 THEN
            fields := ARRAY['meshtrust-log-v2'] || fields
              || ARRAY[NEW.actor, NEW.proof, NEW.host, NEW.command, NEW.tool, NEW.run];
          END IF;
          SELECT encode(sha256(string_agg(
              convert_to(octet_length(convert_to(f, 'UTF8')) || ':' || f, 'UTF8'), ''::bytea ORDER BY n)), 'hex')
            INTO hash FROM unnest(fields) WITH ORDINALITY AS field (f, n);
          IF NEW.form NOT IN (1, 2) OR NEW.hash IS DISTINCT FROM hash THEN
            RAISE EXCEPTION 'the hash of the entry is not that of its fields' USING ERRCODE = 'MT004';
          END IF;
          UPDATE store SET highest = NEW.entry;
          RETURN NEW;
        END

        """),
    Function(
      name: "log_keep", event: "BEFORE UPDATE OR DELETE OR TRUNCATE", isForEachRow: false, type: 58,
      body: """

        BEGIN
          RAISE EXCEPTION 'entries of the log stay as they are' USING ERRCODE = 'MT001';
        END

        """),
    approval,
  ]

  /// The guard of approvals, which came after the first version.
  static let approval = Function(
    name: "approval_second", table: "approval", event: "BEFORE INSERT OR UPDATE", isForEachRow: true, type: 23,
    body: """

      BEGIN
        IF (SELECT state FROM store) = 'loading' THEN
          RETURN NEW;
        END IF;
        IF NOT EXISTS (SELECT 1 FROM log WHERE action = 'proposed' AND starts_with(details, 'proposal ' || NEW.proposal || ':')
            AND actor IS DISTINCT FROM session_user::text)
          OR EXISTS (SELECT 1 FROM log WHERE action = 'proposed' AND starts_with(details, 'proposal ' || NEW.proposal || ':')
            AND actor = session_user::text) THEN
          RAISE EXCEPTION '%', session_user USING ERRCODE = 'MT006';
        END IF;
        RETURN NEW;
      END

      """)

  /// How the catalogue tells that a function runs with its owner's rights, and where it looks for tables.
  static let attributes = "definer search_path=meshtrust, pg_temp"

  static var script: String { functions.map(script).joined(separator: "\n") }

  static func script(_ function: Function) -> String {
    """
    CREATE FUNCTION \(function.name)() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = meshtrust, pg_temp AS $body$\(function.body)$body$;
    REVOKE ALL ON FUNCTION \(function.name)() FROM PUBLIC;
    CREATE TRIGGER \(function.name) \(function.event) ON \(function.table)
      FOR EACH \(function.isForEachRow ? "ROW" : "STATEMENT") EXECUTE FUNCTION \(function.name)();
    """
  }
}
