package dev.millrace.bedrock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.platform.http.HttpCall;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some of a list, and where the next ones begin.
 *
 * @param next for the caller to come back with; nothing where these are the last
 */
record Page<T>(List<T> items, Optional<String> next) {

  private static final int USUAL = 100;
  private static final int MOST = 1000;

  /**
   * What a caller asks for with maxResults and nextToken.
   *
   * @param id names each item; the token holds that of the last one that was seen
   */
  static <T> Page<T> of(List<T> all, HttpCall call, Function<T, String> id) {
    int from = call.queryValue("nextToken").map(token -> after(all, token, id)).orElse(0);
    int until = Math.min(all.size(), from + most(call));
    return new Page<>(
        all.subList(from, until),
        until < all.size() ? Optional.of(token(id.apply(all.get(until - 1)))) : Optional.empty());
  }

  /** Tells the token, where there is one. */
  ObjectNode on(ObjectNode reply) {
    next.ifPresent(token -> reply.put("nextToken", token));
    return reply;
  }

  private static int most(HttpCall call) {
    String wanted = call.queryValue("maxResults").orElse(String.valueOf(USUAL));
    if (!wanted.matches("\\d{1,4}")
        || Integer.parseInt(wanted) < 1
        || Integer.parseInt(wanted) > MOST) {
      throw AwsError.constraint("maxResults", wanted, "Member must have value from 1 to " + MOST);
    }
    return Integer.parseInt(wanted);
  }

  private static <T> int after(List<T> all, String token, Function<T, String> id) {
    for (int i = 0; i < all.size(); i++) {
      if (token(id.apply(all.get(i))).equals(token)) {
        return i + 1;
      }
    }
    throw AwsError.validation("The provided nextToken is invalid.");
  }

  private static String token(String id) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(UTF_8));
  }
}
