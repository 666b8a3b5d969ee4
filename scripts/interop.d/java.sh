# shellcheck shell=bash
# Java: the PKIX CertPathValidator, and keytool, which has to read what is issued and to take it into a keystore.

run_java() {
  local row list=() folder
  need java java default-jdk-headless || return 0
  need java keytool default-jdk-headless || return 0
  java -version 2>&1 | sed -n 1p
  known=("*/anchor: Java takes what it is given as a trust anchor, an intermediate too")
  mapfile -t list < <(all_rows)
  if java "$here/interop.d/Verify.java" "$rows" "${list[@]}" >"$work/java.answers" 2>"$work/java.log"; then
    compare "Java CertPathValidator" "$work/java.answers" "${list[@]}"
  else
    skip "java: a single file cannot be run: $(head -n 1 "$work/java.log")"
  fi
  for row in $(all_rows | grep '/gateway$'); do
    folder="$rows/$row"
    openssl pkcs12 -export -in "$folder/chain.pem" -inkey "$folder/key.pem" -passout pass:changeit -out "$work/key.p12"
    rm -f "$work/keys.p12"
    check "keytool $row: reads the chain" keytool -printcert -file "$folder/chain.pem"
    check "keytool $row: takes key and chain" keytool -importkeystore -noprompt -srckeystore "$work/key.p12" \
      -srcstorepass changeit -destkeystore "$work/keys.p12" -deststorepass changeit
  done
}
