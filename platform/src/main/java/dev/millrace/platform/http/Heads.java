package dev.millrace.platform.http;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** Reads what Jetty's requests say before their bodies. */
final class Heads {

  private Heads() {}

  /** The head; empty where its path or query is no UTF-8, or not encoded as such. */
  static Optional<HttpHead> head(Request request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
          .add(String.valueOf(field.getValue()));
    }
    return query(request)
        .map(
            query ->
                new HttpHead(
                    request.getMethod(), path(request), Map.of(), query, headers, remote(request)));
  }

  static String path(Request request) {
    String path = request.getHttpURI().getPath();
    return path == null ? "/" : path;
  }

  private static Optional<Map<String, List<String>>> query(Request request) {
    if (request.getHttpURI().getPathQuery().indexOf('\uFFFD') >= 0) {
      // What Jetty makes of bytes that came without percent-encoding and are no UTF-8.
      return Optional.empty();
    }
    Fields fields;
    try {
      fields = Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (Fields.Field field : fields) {
      query.put(field.getName(), List.copyOf(field.getValues()));
    }
    return Optional.of(query);
  }

  private static String remote(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress at
            && at.getAddress() != null
        ? at.getAddress().getHostAddress()
        : "unknown";
  }
}
