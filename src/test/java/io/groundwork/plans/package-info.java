@NullMarked
package io.groundwork.plans;

import org.jspecify.annotations.NullMarked;
