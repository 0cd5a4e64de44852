package dev.millrace.platform.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request says before its body.
 *
 * @param method upper case
 * @param path raw, as on the wire, without the query
 * @param parameters percent-decoded path segments by their names in the route
 * @param query decoded
 * @param headers by lower-case name, in the order they came
 * @param remote address of the client, or of the last proxy before the server; without a port
 */
public record HttpHead(
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    String remote) {

  /** First value of a header, whatever its case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** How long the body is going to be; empty where only its end will tell. */
  public OptionalLong contentLength() {
    return contentLength(headers);
  }

  static OptionalLong contentLength(Map<String, List<String>> headers) {
    Optional<String> length =
        headers.getOrDefault("content-length", List.of()).stream()
            .findFirst()
            .filter(text -> text.matches("\\d{1,18}"));
    return length.isPresent()
        ? OptionalLong.of(Long.parseLong(length.get()))
        : OptionalLong.empty();
  }

  HttpHead withParameters(Map<String, String> decoded) {
    return new HttpHead(method, path, decoded, query, headers, remote);
  }
}
