/** The shapes of an icon of 24 units, to be stroked on a canvas. It is read from the icon that the page draws. */
export function iconPath(icon: SVGElement): Path2D {
  const path = new Path2D();
  for (const shape of icon.children) addShape(path, shape);
  return path;
}

function addShape(path: Path2D, shape: Element): void {
  const number = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  switch (shape.tagName) {
    case 'path':
      path.addPath(new Path2D(shape.getAttribute('d') ?? ''));
      break;
    case 'circle':
    case 'ellipse': {
      const [rx, ry] = shape.tagName === 'circle' ? [number('r'), number('r')] : [number('rx'), number('ry')];
      path.moveTo(number('cx') + rx, number('cy'));
      path.ellipse(number('cx'), number('cy'), rx, ry, 0, 0, 2 * Math.PI);
      break;
    }
    case 'rect':
      path.roundRect(number('x'), number('y'), number('width'), number('height'), number('rx'));
      break;
    case 'line':
      path.moveTo(number('x1'), number('y1'));
      path.lineTo(number('x2'), number('y2'));
      break;
    case 'polyline':
    case 'polygon':
      path.addPath(new Path2D(`M${shape.getAttribute('points') ?? ''}${shape.tagName === 'polygon' ? 'Z' : ''}`));
      break;
  }
}
