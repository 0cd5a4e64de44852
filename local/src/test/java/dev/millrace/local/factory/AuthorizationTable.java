package dev.millrace.local.factory;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each route answers to each kind of key: the one table, for the test and for the page. */
final class AuthorizationTable {

  /** Who calls, in the order of the columns. */
  enum Holder {
    NOBODY("none, wrong, revoked"),
    PRODUCER("`PRODUCE`"),
    CONSUMER("`CONSUME`"),
    OPERATOR("`OPERATE`"),
    /** Of a tenant that has nothing. */
    OTHER("another tenant's, all roles");

    private final String column;

    Holder(String column) {
      this.column = column;
    }
  }

  /** A row is a route, and its statuses in the order of {@link Holder}. */
  private static final String ROWS =
      """
      POST /v1/pipelines/{pipeline}/events       401 202 403 403 202
      POST /v1/pipelines/{pipeline}/events?wait  401 403 403 403 200
      POST /v1/pipelines/{pipeline}/feedback     401 202 202 403 202
      GET  /v1/pipelines/{pipeline}/predictions  401 403 200 403 200
      GET  /v1/predictions/{requestId}           401 403 200 403 404
      GET  /v1/budgets                           401 403 200 200 200
      GET  /v1/costs                             401 403 200 200 200
      GET  /v1/drift                             401 403 200 200 200
      GET  /v1/models                            401 403 200 200 200
      GET  /v1/models/history                    401 403 200 200 200
      POST /v1/models/{pipeline}/orders          401 403 403 409 404
      GET  /v1/dead-letters                      401 403 200 200 200
      POST /v1/dead-letters/replay               401 403 403 200 404
      GET  /v1/pipelines                         401 403 200 200 200
      GET  /v1/topics                            401 403 200 200 200
      GET  /v1/key                               401 200 200 200 200
      GET  /v1/status                            401 403 403 200 200
      GET  /v1/status/events                     401 403 403 200 200
      GET  /metrics                              401 403 403 200 200
      GET  /healthz                              200 200 200 200 200
      GET  /readyz                               200 200 200 200 200
      GET  /openapi.json                         200 200 200 200 200
      """;

  private AuthorizationTable() {}

  /** Statuses by method and path, with a blank between them. */
  static Map<String, List<Integer>> rows() {
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    ROWS.lines()
        .map(line -> line.split(" +"))
        .forEach(
            words ->
                rows.put(
                    words[0] + " " + words[1],
                    Arrays.stream(words).skip(2).map(Integer::valueOf).toList()));
    return rows;
  }

  /** As the page shows it. */
  static String markdown() {
    String head =
        Arrays.stream(Holder.values()).map(one -> one.column).collect(Collectors.joining(" | "));
    StringBuilder table =
        new StringBuilder("| route | ").append(head).append(" |\n|---|---|---|---|---|---|\n");
    rows()
        .forEach(
            (route, statuses) ->
                table
                    .append("| `")
                    .append(route)
                    .append("` | ")
                    .append(
                        statuses.stream().map(String::valueOf).collect(Collectors.joining(" | ")))
                    .append(" |\n"));
    return table.toString();
  }
}
