package dev.millrace.bedrock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * All application inference profiles that there are, in a file that is written before anybody is
 * told of a change.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class InferenceProfiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ID_LENGTH = 12;

  private final Path file;
  private final InstantSource clock;
  private Map<String, InferenceProfile> byId = Map.of();

  private InferenceProfiles(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Those of a file, which need not exist. */
  public static InferenceProfiles open(Path file, InstantSource clock) {
    InferenceProfiles profiles = new InferenceProfiles(file, clock);
    if (Files.exists(file)) {
      try {
        Map<String, InferenceProfile> read = new TreeMap<>();
        for (JsonNode json : JSON.readTree(file.toFile())) {
          InferenceProfile profile = InferenceProfile.of(json);
          read.put(profile.id(), profile);
        }
        profiles.byId = Map.copyOf(read);
      } catch (IOException e) {
        throw new UncheckedIOException("the inference profiles " + file + " cannot be read", e);
      }
    }
    return profiles;
  }

  /** The id of the model that a profile stands for; empty where there is no such profile. */
  public Optional<String> baseOf(String arn) {
    return find(arn).map(InferenceProfile::base);
  }

  /** Makes one, or finds the one that the same call has made. */
  synchronized InferenceProfile create(
      InferenceProfile.Asked asked, Map<String, String> tags, Optional<String> token) {
    String known = token.orElseGet(() -> UUID.randomUUID().toString());
    Optional<InferenceProfile> same =
        byId.values().stream().filter(profile -> profile.token().equals(known)).findFirst();
    if (same.isPresent()) {
      if (!same.get().asked().equals(asked)) {
        throw conflict("A profile with this clientRequestToken, but other parameters, exists.");
      }
      return same.get();
    }
    if (byId.values().stream().anyMatch(profile -> profile.asked().name().equals(asked.name()))) {
      throw conflict("An inference profile of the name " + asked.name() + " exists already.");
    }
    String id = UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
    InferenceProfile made =
        new InferenceProfile(id, asked, known, clock.instant(), clock.instant(), tags);
    change(all -> with(all, made));
    return made;
  }

  /** The profile of an id or ARN. */
  synchronized Optional<InferenceProfile> find(String identifier) {
    return Optional.ofNullable(byId.get(Arns.profileId(identifier)));
  }

  /** All, the oldest first. */
  synchronized List<InferenceProfile> all() {
    return byId.values().stream()
        .sorted(Comparator.comparing(InferenceProfile::created).thenComparing(InferenceProfile::id))
        .toList();
  }

  /** Takes one away; false where there is none. */
  synchronized boolean delete(String identifier) {
    Optional<InferenceProfile> known = find(identifier);
    known.ifPresent(
        profile ->
            change(
                all -> {
                  all.remove(profile.id());
                  return all;
                }));
    return known.isPresent();
  }

  /** Changes the tags of one; false where there is none. */
  synchronized boolean tag(String identifier, UnaryOperator<Map<String, String>> change) {
    Optional<InferenceProfile> known = find(identifier);
    known.ifPresent(
        profile -> {
          Map<String, String> tags = change.apply(new TreeMap<>(profile.tags()));
          change(all -> with(all, profile.with(tags, clock.instant())));
        });
    return known.isPresent();
  }

  private static Map<String, InferenceProfile> with(
      Map<String, InferenceProfile> all, InferenceProfile profile) {
    all.put(profile.id(), profile);
    return all;
  }

  private void change(UnaryOperator<Map<String, InferenceProfile>> change) {
    Map<String, InferenceProfile> changed = change.apply(new TreeMap<>(byId));
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    changed.values().forEach(profile -> json.add(profile.json()));
    WholeFile.replace(file, json.toString().getBytes(UTF_8));
    byId = Map.copyOf(changed);
  }

  private static AwsError conflict(String message) {
    return new AwsError(400, "ConflictException", message);
  }
}
