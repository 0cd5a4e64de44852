package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.Role;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** One method of one path, and who answers there. */
public sealed interface Operation {

  /** Upper case. */
  String method();

  /** Template of the path, as {@link dev.millrace.platform.http.Routes} reads it. */
  String path();

  /** What may stand behind the path. */
  Query query();

  /** Anybody may ask, and has nothing to add. */
  record Open(String method, String path, Endpoint endpoint) implements Operation {

    @Override
    public Query query() {
      return Query.NONE;
    }
  }

  /** Whoever has one of the roles may; the endpoint is told who it is. */
  record Keyed(
      String method,
      String path,
      Query query,
      Set<Role> roles,
      BiFunction<Caller, HttpCall, CompletionStage<HttpReply>> endpoint)
      implements Operation {

    public Keyed {
      roles = Set.copyOf(roles);
    }
  }

  /** One whose endpoint is told the tenant, and needs to know no more of who asks. */
  static Keyed ofTenant(
      String method,
      String path,
      Query query,
      Set<Role> roles,
      BiFunction<String, HttpCall, CompletionStage<HttpReply>> endpoint) {
    return new Keyed(
        method, path, query, roles, (caller, call) -> endpoint.apply(caller.tenant(), call));
  }
}
