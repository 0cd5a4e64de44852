package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * One page of the objects of a bucket.
 *
 * @param folders what keys have in common up to the delimiter, in place of those keys
 * @param next where the next page begins, where there is one
 */
record Listing(List<StoredObject> objects, List<String> folders, Optional<String> next) {

  /**
   * What is asked for.
   *
   * @param delimiter empty where keys are not grouped
   * @param after keys up to it were seen, and all that begin with it where it is a folder
   * @param most objects and folders
   */
  record Query(String prefix, String delimiter, String after, int most) {}

  /** Looks at all, which are in the order of the bytes of their keys. */
  static Listing of(NavigableMap<String, StoredObject> all, Query query) {
    List<StoredObject> objects = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    String last = query.after();
    for (Map.Entry<String, StoredObject> entry : all.tailMap(query.prefix(), true).entrySet()) {
      String key = entry.getKey();
      if (!key.startsWith(query.prefix())) {
        break;
      }
      Optional<String> folder = folder(key, query);
      if (isSeen(key, query.after()) || folder.equals(Optional.of(last))) {
        continue;
      }
      if (objects.size() + folders.size() == query.most()) {
        return new Listing(objects, folders, Optional.of(last));
      }
      if (folder.isPresent()) {
        folders.add(folder.get());
      } else {
        objects.add(entry.getValue());
      }
      last = folder.orElse(key);
    }
    return new Listing(objects, folders, Optional.empty());
  }

  private static boolean isSeen(String key, String after) {
    return !after.isEmpty() && ObjectStore.BY_BYTES.compare(key, after) <= 0;
  }

  private static Optional<String> folder(String key, Query query) {
    if (query.delimiter().isEmpty()) {
      return Optional.empty();
    }
    int at = key.indexOf(query.delimiter(), query.prefix().length());
    return at < 0
        ? Optional.empty()
        : Optional.of(key.substring(0, at + query.delimiter().length()));
  }

  /** A place as callers are told it: nothing that they should read. */
  static String token(String place) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(UTF_8));
  }

  /** The place of a token. */
  static String place(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Error.invalid("The continuation token provided is incorrect");
    }
  }
}
