package dev.millrace.platform.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.MimeTypes;

/**
 * One request, read whole.
 *
 * @param method upper case
 * @param path raw, as on the wire, without the query
 * @param parameters percent-decoded path segments by their names in the route
 * @param query decoded
 * @param headers by lower-case name, in the order they came
 * @param body empty where there was none
 */
public record HttpCall(
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    byte[] body) {

  /** The path segment of that name in the route. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /** First value of a query parameter. */
  public Optional<String> queryValue(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** First value of a header, whatever its case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** Media type without its parameters, in lower case; empty where the header is absent. */
  public String mediaType() {
    String type = header("content-type").orElse("");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Which characters the body is said to be of, in lower case; empty where nothing says so. */
  public Optional<String> charset() {
    // Jetty knows the name of the parameter in lower case only.
    return header("content-type")
        .map(type -> MimeTypes.getCharsetFromContentType(type.toLowerCase(Locale.ROOT)));
  }

  /** How long the body was said to be, as it came; empty where only its end told. */
  public OptionalLong contentLength() {
    return HttpHead.contentLength(headers);
  }

  /** The call whose head was seen before. */
  static HttpCall of(HttpHead head, byte[] body) {
    return new HttpCall(
        head.method(), head.path(), head.parameters(), head.query(), head.headers(), body);
  }
}
