package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.Gate;
import dev.millrace.platform.http.HttpHead;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.Role;
import dev.millrace.schemas.Cause;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lets in who has a key with a role that fits and asks for what there is, within the limits of its
 * tenant.
 */
record TenantGate(GatewayParts parts, Operation.Keyed operation) implements Gate {

  @Override
  public Passage pass(HttpHead head) {
    Optional<Caller> known = parts.callers().caller(head.header("Authorization"));
    if (known.isEmpty()) {
      return new Passage.Refused(stranger());
    }
    if (Collections.disjoint(known.get().roles(), operation.roles())) {
      return new Passage.Refused(forbidden());
    }
    Optional<Problem> objection =
        operation
            .query()
            .objection(head.query())
            .or(() -> operation.query().refusal(head.query(), known.get().roles()));
    if (objection.isPresent()) {
      return new Passage.Refused(objection.get().reply());
    }
    String tenant = known.get().tenant();
    int maxBodyBytes = parts.allowances().maxBodyBytes(tenant);
    Problem tooLarge = tooLarge(tenant, maxBodyBytes);
    if (head.contentLength().orElse(0) > maxBodyBytes) {
      return new Passage.Refused(tooLarge.reply());
    }
    // Only what sends something is charged: reading goes on while a tenant sends too much.
    Optional<HttpReply> tooMuch =
        head.method().equals("GET") ? Optional.empty() : parts.allowances().enter(tenant, head);
    if (tooMuch.isPresent()) {
      return new Passage.Refused(tooMuch.get());
    }
    return new Passage.Granted(
        "tenant " + tenant,
        maxBodyBytes,
        tooLarge,
        call -> operation.endpoint().apply(known.get(), call));
  }

  private static HttpReply stranger() {
    return new Problem(
            401,
            "UNAUTHENTICATED",
            "the API key is missing, unknown, revoked or expired: Authorization: Bearer KEY")
        .reply()
        .with("WWW-Authenticate", "Bearer");
  }

  private HttpReply forbidden() {
    String missing =
        operation.roles().stream().map(Role::name).sorted().collect(Collectors.joining(" or "));
    return new Problem(
            403,
            "FORBIDDEN",
            "the API key does not have the role " + missing + ": use one that has")
        .reply();
  }

  private static Problem tooLarge(String tenant, int maxBodyBytes) {
    return Problems.of(
        Cause.TOO_LARGE,
        "the body is larger than the "
            + maxBodyBytes
            + " bytes that tenant "
            + tenant
            + " may send at once: send less at once");
  }
}
