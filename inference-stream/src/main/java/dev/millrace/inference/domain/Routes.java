package dev.millrace.inference.domain;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Route;
import dev.millrace.schemas.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The models that a request may go to: the first, and those that stand in for it, in their order.
 *
 * @param inOrder at least one, none twice
 * @param shadow whom the request is shown beside them, without being served; absent where nobody is
 */
public record Routes(List<ModelRoute> inOrder, Optional<ModelRoute> shadow) {

  /** Kept apart from the canary's keys, whom a candidate may become. */
  private static final String SHADOW = "shadow/";

  private static final String CANARY = "";

  /** Values of the part of a digest that is looked at. */
  private static final double RANGE = 0x1p32;

  private static final long UNSIGNED = 0xFFFF_FFFFL;

  public Routes {
    inOrder = List.copyOf(inOrder);
    if (inOrder.isEmpty()) {
      throw new IllegalArgumentException("a request needs a model to go to");
    }
  }

  /** Without a shadow. */
  public Routes(List<ModelRoute> inOrder) {
    this(inOrder, Optional.empty());
  }

  /**
   * The routes of one request; nothing where its pipeline has no champion.
   *
   * <p>A canary gets its share of the keys, always the same ones for as long as it is the canary,
   * and of another canary others. Where it cannot answer, the champion does. Between the two
   * records of a promotion both the old and the new one are champions: the newest counts.
   *
   * <p>The newest candidate with a share of its own is the shadow of its share of the keys, which
   * are drawn apart from those of the canary.
   *
   * @param versions of the pipeline
   * @param fallback models of the pipeline's spec
   * @param key of the record: all of one key go the same way
   */
  public static Optional<Routes> of(
      List<ModelVersion> versions, List<String> fallback, String key) {
    Optional<ModelVersion> champion = newest(versions, ModelState.CHAMPION);
    if (champion.isEmpty()) {
      return Optional.empty();
    }
    List<ModelRoute> inOrder = new ArrayList<>();
    newest(versions, ModelState.CANARY)
        .filter(canary -> place(CANARY, canary, key) < canary.getShare())
        .ifPresent(canary -> add(inOrder, route(canary, Route.CANARY)));
    add(inOrder, route(champion.get(), Route.CHAMPION));
    fallback.forEach(modelId -> add(inOrder, ModelRoute.fallback(modelId)));
    return Optional.of(new Routes(inOrder, shadow(versions, key)));
  }

  private static Optional<ModelRoute> shadow(List<ModelVersion> versions, String key) {
    List<ModelVersion> shown = versions.stream().filter(version -> version.getShare() > 0).toList();
    return newest(shown, ModelState.CANDIDATE)
        .filter(candidate -> place(SHADOW, candidate, key) < candidate.getShare())
        .map(candidate -> route(candidate, Route.SHADOW));
  }

  /** The same behind another route. */
  public Routes behind(ModelRoute first) {
    List<ModelRoute> longer = new ArrayList<>(List.of(first));
    inOrder.forEach(route -> add(longer, route));
    return new Routes(longer, shadow);
  }

  private static ModelRoute route(ModelVersion version, Route part) {
    return new ModelRoute(version.getModelId(), version.getVersion(), part);
  }

  /** A model that cannot answer cannot stand in for itself. */
  private static void add(List<ModelRoute> inOrder, ModelRoute route) {
    if (inOrder.stream().noneMatch(one -> one.modelId().equals(route.modelId()))) {
      inOrder.add(route);
    }
  }

  private static Optional<ModelVersion> newest(List<ModelVersion> versions, ModelState state) {
    return versions.stream()
        .filter(version -> version.getState() == state)
        .max(Comparator.comparingInt(ModelVersion::getVersion));
  }

  /** Where a key falls between 0 and 1, evenly and anew for each version and purpose. */
  private static double place(String purpose, ModelVersion version, String key) {
    String name = purpose + version.getPipeline() + "/" + version.getVersion() + "/" + key;
    return (double) (ByteBuffer.wrap(Sha256.of(name)).getInt() & UNSIGNED) / RANGE;
  }
}
