package dev.millrace.local.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.iam.IssuedCredentials.Issued;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies what a client of Amazon MSK says of itself: a request to {@code kafka-cluster:Connect},
 * presigned with Signature Version 4, in JSON.
 *
 * <p><i>Source</i>: README of aws/aws-msk-iam-auth, "Details"; AWS, "Create a signed AWS API
 * request".
 */
final class PayloadCheck {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SERVICE = "kafka-cluster";
  private static final String ACTION = "kafka-cluster:Connect";
  private static final String VERSION = "2020_10_22";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Longest that a payload may be good for. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** By how much clocks may differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /** Names of the query, by their spelling in the payload. */
  private static final Map<String, String> QUERY =
      Map.of(
          "action", "Action",
          "x-amz-algorithm", "X-Amz-Algorithm",
          "x-amz-credential", "X-Amz-Credential",
          "x-amz-date", "X-Amz-Date",
          "x-amz-expires", "X-Amz-Expires",
          "x-amz-security-token", "X-Amz-Security-Token",
          "x-amz-signedheaders", "X-Amz-SignedHeaders");

  private static final Set<String> BESIDE =
      Set.of("version", "host", "user-agent", "x-amz-signature");

  private final IssuedCredentials credentials;
  private final String region;
  private final String host;
  private final InstantSource clock;

  /** For one broker, by the name that clients reach it under. */
  PayloadCheck(IssuedCredentials credentials, String region, String host, InstantSource clock) {
    this.credentials = credentials;
    this.region = region;
    this.host = host;
    this.clock = clock;
  }

  /** What came of it. */
  sealed interface Result {

    /** It is somebody who may sign for this role. */
    record Known(String roleArn) implements Result {}

    record Refused(String reason) implements Result {}
  }

  Result check(byte[] payload) {
    Map<String, String> fields = new TreeMap<>();
    try {
      JsonNode json = JSON.readTree(payload);
      json.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    } catch (IOException e) {
      return new Result.Refused("it is no JSON");
    }
    for (String name : fields.keySet()) {
      if (!QUERY.containsKey(name) && !BESIDE.contains(name)) {
        return new Result.Refused("it has an unknown field " + name);
      }
    }
    Map<String, String> expected =
        Map.of(
            "version", VERSION,
            "host", host,
            "action", ACTION,
            "x-amz-algorithm", ALGORITHM,
            "x-amz-signedheaders", "host");
    for (Map.Entry<String, String> one : expected.entrySet()) {
      if (!one.getValue().equals(fields.get(one.getKey()))) {
        return new Result.Refused("another " + one.getKey() + ": " + fields.get(one.getKey()));
      }
    }
    return untimely(fields).<Result>map(Result.Refused::new).orElseGet(() -> signer(fields));
  }

  private Optional<String> untimely(Map<String, String> fields) {
    Instant now = clock.instant();
    try {
      Instant signed = TIME.parse(fields.getOrDefault("x-amz-date", ""), Instant::from);
      Duration good = Duration.ofSeconds(Long.parseLong(fields.getOrDefault("x-amz-expires", "")));
      if (good.isNegative() || good.compareTo(LONGEST) > 0) {
        return Optional.of("it is good for too long: " + good);
      }
      if (signed.isAfter(now.plus(SKEW))) {
        return Optional.of("it is signed in the future");
      }
      return now.isAfter(signed.plus(good)) ? Optional.of("it is expired") : Optional.empty();
    } catch (DateTimeParseException | NumberFormatException e) {
      return Optional.of("its time cannot be read");
    }
  }

  private Result signer(Map<String, String> fields) {
    String date = fields.getOrDefault("x-amz-date", "").substring(0, 8);
    String[] credential = fields.getOrDefault("x-amz-credential", "").split("/", 2);
    String scope = date + "/" + region + "/" + SERVICE + "/aws4_request";
    if (credential.length < 2 || !credential[1].equals(scope)) {
      return new Result.Refused("another scope: " + fields.get("x-amz-credential"));
    }
    Optional<Issued> issued = credentials.find(credential[0]);
    if (issued.isEmpty()) {
      return new Result.Refused("an unknown key " + credential[0]);
    }
    if (!issued.get().token().equals(fields.get("x-amz-security-token"))) {
      return new Result.Refused("another token");
    }
    if (clock.instant().isAfter(issued.get().expires())) {
      return new Result.Refused("its credentials are expired");
    }
    String signature = signature(fields, issued.get().secret(), date, scope);
    return MessageDigest.isEqual(
            signature.getBytes(UTF_8), fields.getOrDefault("x-amz-signature", "").getBytes(UTF_8))
        ? new Result.Known(issued.get().roleArn())
        : new Result.Refused("another signature");
  }

  private String signature(Map<String, String> fields, String secret, String date, String scope) {
    String query =
        fields.entrySet().stream()
            .filter(field -> QUERY.containsKey(field.getKey()))
            .collect(
                Collectors.toMap(
                    field -> QUERY.get(field.getKey()),
                    field -> encoded(field.getValue()),
                    (one, other) -> other,
                    TreeMap::new))
            .entrySet()
            .stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    String request = "GET\n/\n" + query + "\nhost:" + host + "\n\nhost\n" + hash("");
    String toSign =
        ALGORITHM + "\n" + fields.get("x-amz-date") + "\n" + scope + "\n" + hash(request);
    byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), date);
    for (String part : new String[] {region, SERVICE, "aws4_request"}) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  /** RFC 3986, as AWS wants it. */
  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
