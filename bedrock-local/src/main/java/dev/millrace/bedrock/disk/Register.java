package dev.millrace.bedrock.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A few things by their ids, in a file that is written before anybody is told of a change.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * <p><i>Failure</i>: an {@link UncheckedIOException} where the file cannot be written; nothing has
 * changed then.
 */
public final class Register<T> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Form<T> form;
  private Map<String, T> byId = Map.of();

  /**
   * How a thing is kept.
   *
   * @param id what it is found by
   */
  public record Form<T>(
      Function<T, String> id, Function<T, JsonNode> write, Function<JsonNode, T> read) {}

  private Register(Path file, Form<T> form) {
    this.file = file;
    this.form = form;
  }

  /** That of a file, which need not exist. */
  public static <T> Register<T> open(Path file, Form<T> form) {
    Register<T> register = new Register<>(file, form);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file)) {
        Map<String, T> read = new TreeMap<>();
        for (JsonNode json : JSON.readTree(file.toFile())) {
          T thing = form.read().apply(json);
          read.put(form.id().apply(thing), thing);
        }
        register.byId = Map.copyOf(read);
      }
      return register;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(file + " is none of this version: move it away", e);
    }
  }

  /** The thing of an id. */
  public synchronized Optional<T> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All things, in no order. */
  public synchronized List<T> all() {
    return List.copyOf(byId.values());
  }

  /** Keeps a thing, in place of the one that has its id. */
  public void put(T thing) {
    change(all -> all.put(form.id().apply(thing), thing));
  }

  /** Forgets a thing; there need not be any. */
  public void remove(String id) {
    change(all -> all.remove(id));
  }

  private synchronized void change(Consumer<Map<String, T>> change) {
    Map<String, T> changed = new TreeMap<>(byId);
    change.accept(changed);
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    changed.values().forEach(thing -> json.add(form.write().apply(thing)));
    WholeFile.replace(file, json.toString().getBytes(UTF_8));
    byId = Map.copyOf(changed);
  }
}
