package dev.millrace.platform.http;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Gives Jetty's own errors the form of all others: what it refuses never comes to a route. */
final class ErrorReplies extends ErrorHandler {

  private static final Map<Integer, String> CODES =
      Map.of(
          400, "BAD_REQUEST",
          408, "TOO_SLOW",
          413, "TOO_LARGE",
          414, "URI_TOO_LONG",
          431, "HEADERS_TOO_LARGE",
          501, "NOT_IMPLEMENTED",
          503, "STOPPING",
          505, "VERSION_NOT_SUPPORTED");

  private final Routes routes;
  private final HttpLimits limits;

  ErrorReplies(Routes routes, HttpLimits limits) {
    this.routes = routes;
    this.limits = limits;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Problem problem =
        new Problem(
            status,
            CODES.getOrDefault(status, status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR"),
            detail(status));
    new ReplyWriter(request, response, callback, limits.patience().slowest())
        .write(routes.error(problem));
    return true;
  }

  private String detail(int status) {
    return switch (status) {
      case 400 ->
          "the server refuses the request as HTTP: its head is malformed, or its path is not"
              + " percent-encoded UTF-8";
      case 414 ->
          "the request line is longer than the " + limits.sizes().headBytes() + " bytes let in";
      case 431 ->
          "request line and headers are larger than the "
              + limits.sizes().headBytes()
              + " bytes let in";
      case 503 -> "the server stops: try again elsewhere or later";
      default -> "the server refuses the request as HTTP: " + HttpStatus.getMessage(status);
    };
  }
}
