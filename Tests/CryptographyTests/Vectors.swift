import Cryptography

/// Octets from hexadecimal digits.
func octets(_ hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension SecretBytes {
  convenience init(hex: String) { self.init(copying: octets(hex)) }

  /// The octets, which only a test may have.
  var exposed: [UInt8] { withBytes { unsafe Array($0) } }
}

/// The P-256 key pair of RFC 6979 appendix A.2.5, with its signature over "sample" by SHA-256.
enum RFC6979 {
  static let scalar = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
  static let x = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
  static let y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
  static let point = octets("04" + x + y)
  static let signature = octets(
    "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
      + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")
}

/// An RSA key and signatures that `openssl dgst` made with it.
enum RSAVector {
  static let message = Array("rotate the root".utf8)
  static let exponent: [UInt8] = [1, 0, 1]
  static let modulus = octets(
    "d99a979302e2ec9b1a5957dd2949ef4c6a775c09acea7ea0f696afcd01334ac6e63426d35cb8bd0dfe144939257f967269c9"
      + "57fde352d6dc66eb863d8363bf85b9856f47836099874d439725dac9d5c7c9e61dfe6dc08893e5ad4f3ace55b8c85b930519"
      + "3017f646b87f0bd5d2b6257261d888b7d3e976aa5dc1d24fb19d84bcc47490a609132a6fa4e88678fa4fb5fbaa83b1322073"
      + "e58a651c24cc8382bcb1d2d3de9c701a379d8a33619d2ef65e63eb5f04b3304bcacb306256b30edc816869db1ccba19176b8"
      + "6434fc7c4e75c007606378921f0c22e2520867695068f43518bbd788c3c589995745755f4fd12bf819b9da1526a97f1ba9ad"
      + "0f1e17dbecbb"
  )
  /// RSASSA-PSS, SHA-256, 32 octets of salt.
  static let pssSalt32 = octets(
    "604c66d18ddf289b3879961931912935153c449957af237504e85cb2fb6e1b8104e81e1c88fcebf5ee01971fb5fbc1b2cf93"
      + "bcd1adb0111887d1df57fd1782a66e739b3d3fb06594a9e4b54f929451395c0604338051236775f6665625d48ee11b6af41b"
      + "0db5d145a2ee02247fe5d2897e96980d27deda857f747670371ae4825ba27db00aec4cca74a697547993cee61a37005b293a"
      + "6da776e833ea5b145fa504e67d687e9f081a5097f6c5acfc18e5bf78249680cbf867164fabc3b96e08d58f296d7cd1a3f4ef"
      + "b10166f04f1ab0abb3b48b0aa87df90ae2e8c9c272d78f14627e84ed487f67833f72e40008f2ce18655e5218b2c55ea1dfa6"
      + "a084bad065db"
  )
  /// RSASSA-PSS, SHA-256, 20 octets of salt.
  static let pssSalt20 = octets(
    "43aff1ae51a50e9a721a014738a66ec91f5718e3d72460cb83900567276f9ce043a782775ab1604833a5792ea4091bb8fc0e"
      + "e608ef06e428cc148db460ee2b8dbe90a6fdd5b9ea1b3626fe7c889bbefcb9a5b8942dd274bb7eb66bd8edf0dcd98ed95aec"
      + "b46b98232462d691926f015b3f1d220ef80cf7a51be03f1bb87715eaebe48ced3039e40948ae83853f795b7a3eaf4e3abb21"
      + "ec37f76fdf579929ce6b73ca38fd5af088089d9d276258d9318c65f07af209a79afdad3b8ec97a50945c55cff91febd6ec7a"
      + "d2ac7cdc5f5ebaee526da34354f3c83f27ff5c72620cc1b19ef9bb47e062b8435568aaf267068d8cda53f6692253267b5858"
      + "ed6314699ae3"
  )
  /// RSASSA-PKCS1-v1_5, SHA-384.
  static let pkcs1SHA384 = octets(
    "55cc5f8f673ed4d9f2264d950d34bf535420cc815a493fe6efb5e35e0b9158705fb14d125a7776322a1c4bab7f3050c5b5b2"
      + "331af2dd0a8539793dc108dbd9723b36db21a3044fa5324758619c47f48c0e971c7c4f4204cc230d753bca7061403347bd9d"
      + "4a38ba90ddfea67a6c191080557993cb65dad9123d7b1a64f6549f0ab92d96a70ed652b00f4244c0bfefa4234763ee326d79"
      + "13f24dec3f8f731d4c6ec49eae3a5488409a3a2e531a61c654c8d925c8e841417271ca727bc83886e7121d3c5264ee1e3426"
      + "3aab8a2da84fee5ed3f6602b761539e99bcf807734d3fd0bd7fd731e010a685660877fd54a859f712184bac994fe303d3b5e"
      + "eaa26bc9244d"
  )
}
