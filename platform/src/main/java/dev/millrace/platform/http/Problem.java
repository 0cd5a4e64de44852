package dev.millrace.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as a client is told it.
 *
 * <p><i>Source</i>: RFC 9457, with the type left at about:blank and the code as extension.
 *
 * @param status HTTP status code
 * @param code a stable word for programs, upper case
 * @param detail one sentence for a human: what, where, what to do; never content of the request
 * @param extensions further members, such as a line number
 */
public record Problem(int status, String code, String detail, Map<String, Object> extensions) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Problem {
    extensions = Map.copyOf(extensions);
  }

  public Problem(int status, String code, String detail) {
    this(status, code, detail, Map.of());
  }

  /** The members of the problem document. */
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put(
        "title",
        code.charAt(0) + code.substring(1).toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    members.put("status", status);
    members.put("code", code);
    members.put("detail", detail);
    members.putAll(extensions);
    return members;
  }

  /** The problem document as a reply. */
  public HttpReply.Whole reply() {
    try {
      return HttpReply.of(status, "application/problem+json", JSON.writeValueAsBytes(members()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an extension of the problem " + code + " is not JSON", e);
    }
  }
}
