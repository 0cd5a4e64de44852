package dev.millrace.inference.domain;

import java.util.List;
import java.util.Optional;

/**
 * How far a request is on the way along its routes, which leads past the models that are stopped.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class RouteWalk {

  private final List<ModelRoute> routes;
  private final KillSwitches switches;
  private int at;
  private int calls;

  RouteWalk(Routes routes, KillSwitches switches) {
    this.routes = routes.inOrder();
    this.switches = switches;
  }

  ModelRoute route() {
    return routes.get(at);
  }

  /** Calls made on this route. */
  int calls() {
    return calls;
  }

  void called() {
    calls++;
  }

  /** The last call does not count: it says nothing about the route. */
  void uncalled() {
    calls--;
  }

  /** The route that stands in for this one; absent where none does. */
  Optional<ModelRoute> next() {
    return routes.stream().skip(at + 1L).filter(route -> stop(route).isEmpty()).findFirst();
  }

  /** Goes to that route, and says whether there was one. */
  boolean moveOn() {
    Optional<ModelRoute> next = next();
    if (next.isPresent()) {
      at = routes.indexOf(next.get());
      calls = 0;
    }
    return next.isPresent();
  }

  /** Leaves a route whose model is stopped; why that cannot be, where no other stands in. */
  Optional<String> leaveStopped() {
    Optional<String> stop = stop(route());
    return stop.isPresent() && moveOn() ? Optional.empty() : stop;
  }

  private Optional<String> stop(ModelRoute route) {
    return switches.againstModel(route.modelId());
  }
}
