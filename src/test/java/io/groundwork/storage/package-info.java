@NullMarked
package io.groundwork.storage;

import org.jspecify.annotations.NullMarked;
