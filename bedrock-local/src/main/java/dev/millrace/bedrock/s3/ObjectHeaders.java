package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpCall;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What headers say of objects, when they are put and when they are given. */
final class ObjectHeaders {

  private static final String METADATA = "x-amz-meta-";
  private static final String CONTENT_TYPE = "content-type";
  private static final String CONTENT_ENCODING = "content-encoding";
  private static final String CHUNKED = "aws-chunked";

  /** Kept, and given back as they came. */
  private static final Set<String> KEPT =
      Set.of(CONTENT_TYPE, "cache-control", "content-disposition", "content-language");

  private ObjectHeaders() {}

  /** What a caller says of an object that it puts. */
  static ObjectAbout about(HttpCall call, Optional<ObjectAbout.Checksum> checksum) {
    Map<String, String> kept = new LinkedHashMap<>();
    kept.put(CONTENT_TYPE, "binary/octet-stream");
    call.headers()
        .forEach(
            (name, values) -> {
              if (KEPT.contains(name) || name.startsWith(METADATA)) {
                kept.put(name, String.join(",", values));
              }
            });
    // What the SDK frames the body with is no part of the object.
    String encoding =
        call.headers().getOrDefault(CONTENT_ENCODING, List.of()).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .filter(name -> !name.isEmpty() && !name.equals(CHUNKED))
            .collect(Collectors.joining(","));
    if (!encoding.isEmpty()) {
      kept.put(CONTENT_ENCODING, encoding);
    }
    return new ObjectAbout(kept, checksum, Optional.empty());
  }

  /** What a caller is told of an object that it gets. */
  static Map<String, String> of(StoredObject object) {
    Map<String, String> headers = new LinkedHashMap<>(object.about().headers());
    headers.put("ETag", etag(object));
    headers.put(
        "Last-Modified",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(object.modified().atOffset(ZoneOffset.UTC)));
    headers.put("Accept-Ranges", "bytes");
    return headers;
  }

  /** What proves the whole object. */
  static Map<String, String> checksum(StoredObject object) {
    Map<String, String> headers = new LinkedHashMap<>();
    object
        .about()
        .checksum()
        .ifPresent(
            proved -> {
              headers.put("x-amz-checksum-" + proved.algorithm(), proved.value());
              headers.put("x-amz-checksum-type", "FULL_OBJECT");
            });
    return headers;
  }

  static String etag(StoredObject object) {
    return '"' + object.etag() + '"';
  }
}
