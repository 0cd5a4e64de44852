package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.ApiKey;
import dev.millrace.record.Role;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows keys, without what would help to find them out. */
final class KeyText {

  private KeyText() {}

  static ObjectNode json(ApiKey key) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", key.getId())
            .put("tenant", key.getTenant())
            .put("name", key.getName());
    ArrayNode roles = json.putArray("roles");
    key.getRoles().forEach(role -> roles.add(word(role)));
    json.put("createdBy", key.getCreatedBy()).put("createdAt", key.getCreatedAt().toString());
    Instant end = key.getExpiresAt();
    return json.put("expiresAt", end == null ? null : end.toString());
  }

  static String line(ApiKey key) {
    Instant end = key.getExpiresAt();
    return String.format(
        "%s  tenant %s, %s%s, created %s, %s",
        key.getId(),
        key.getTenant(),
        key.getRoles().stream().map(KeyText::word).collect(Collectors.joining("+")),
        key.getName().isEmpty() ? "" : ", " + key.getName(),
        key.getCreatedAt(),
        end == null ? "does not expire" : "expires " + end);
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
